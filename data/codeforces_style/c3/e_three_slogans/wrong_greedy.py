slogans = [input().strip() for _ in range(3)]


def join(left, right):
    if right in left:
        return left
    if left in right:
        return right
    for size in range(min(len(left), len(right)), 0, -1):
        if left.endswith(right[:size]):
            return left + right[size:]
    return left + right


while len(slogans) > 1:
    n = len(slogans)
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    texts = {(i, j): join(slogans[i], slogans[j]) for i, j in pairs}
    i, j = max(pairs, key=lambda p: len(slogans[p[0]]) + len(slogans[p[1]]) - len(texts[p]))
    slogans = [s for k, s in enumerate(slogans) if k not in (i, j)] + [texts[i, j]]
print(len(slogans[0]))
