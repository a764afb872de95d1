l, r, m = map(int, input().split())


def count_up_to(limit):
    digits = list(map(int, str(limit)))
    memo = {}

    def count(place, number, total, bound):
        if place == len(digits):
            return 1 if number == 0 and total == 0 else 0
        key = (place, number, total)
        if key in memo:
            return memo[key]
        most = digits[place] if bound else 9
        result = 0
        for digit in range(most + 1):
            result += count(place + 1, (number * 10 + digit) % m, (total + digit) % m,
                            bound and digit == most)
        memo[key] = result
        return result

    return count(0, 0, 0, True)


print(count_up_to(r) - count_up_to(l - 1))
