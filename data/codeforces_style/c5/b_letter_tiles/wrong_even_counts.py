from collections import Counter

counts = Counter(input().strip())
left = middle = ""
for letter, count in counts.items():
    if count % 2 == 0:
        left += letter * (count // 2)
    elif count > len(middle):
        middle = letter * count
print(left + middle + left[::-1])
