#include "kernels/simd.h"
