# By a longest common subsequence of the first i and the first j steps, row by row.
a = input().strip()
b = input().strip()
rows = [[0] * (len(b) + 1)]
for x in a:
    above = rows[-1]
    row = [0]
    left = 0
    for j, y in enumerate(b):
        if x == y:
            left = above[j] + 1
        elif above[j + 1] > left:
            left = above[j + 1]
        row.append(left)
    rows.append(row)
i, j = len(a), len(b)
backwards = []
while i and j:
    if a[i - 1] == b[j - 1]:
        i -= 1
        j -= 1
        backwards.append(a[i])
    elif rows[i - 1][j] >= rows[i][j - 1]:
        i -= 1
        backwards.append(a[i])
    else:
        j -= 1
        backwards.append(b[j])
print(a[:i] + b[:j] + "".join(reversed(backwards)))
