import sys

sys.setrecursionlimit(10000)
a = input().strip()
b = input().strip()


def shortest(i, j):
    if i == len(a):
        return b[j:]
    if j == len(b):
        return a[i:]
    if a[i] == b[j]:
        return a[i] + shortest(i + 1, j + 1)
    x = a[i] + shortest(i + 1, j)
    y = b[j] + shortest(i, j + 1)
    return x if len(x) <= len(y) else y


print(shortest(0, 0))
