import sys


# Each part of the network keeps its towns and open questions; the smaller part joins the larger.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, m, q = data[:3]
    part = list(range(n + 1))
    towns = [[town] for town in range(n + 1)]
    ends = data[3 + 2 * m:]
    questions = [[] for _ in range(n + 1)]
    for i in range(q):
        questions[ends[2 * i]].append(i)
        questions[ends[2 * i + 1]].append(i)
    answer = [-1] * q
    for day in range(1, m + 1):
        a, b = part[data[2 * day + 1]], part[data[2 * day + 2]]
        if a == b:
            continue
        if len(towns[a]) > len(towns[b]):
            a, b = b, a
        for town in towns[a]:
            open_questions = []
            for i in questions[town]:
                if answer[i] != -1:
                    continue
                other = ends[2 * i] + ends[2 * i + 1] - town
                if part[other] == b:
                    answer[i] = day
                else:
                    open_questions.append(i)
            questions[town] = open_questions
        for town in towns[a]:
            part[town] = b
        towns[b] += towns[a]
        towns[a] = []
    print("\n".join(map(str, answer)))


main()
