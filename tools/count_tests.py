"""Counts the test cases of a `bazel test` run, from its build events.

Usage: count_tests.py BUILD_EVENT_JSON_FILE

Prints every failed and every skipped case by name, then one line "P F S". A GoogleTest case counts
as one; a test that reports no cases counts as one; so does a test that could not be built, or that
failed without naming a case.
"""

import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def read_events(path):
    """(labels of configured tests, {label: status}, {label: [test.xml paths]}, other failures)."""
    tests, statuses, reports, aborted = set(), {}, {}, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            key = event.get("id", {})
            if "targetConfigured" in key and "configured" in event:
                kind = event["configured"].get("targetKind", "")
                if re.search(r"_test rule$|^test_suite", kind) and "suite" not in kind:
                    tests.add(key["targetConfigured"]["label"])
            elif "testSummary" in key:
                statuses[key["testSummary"]["label"]] = event["testSummary"]["overallStatus"]
            elif "testResult" in key:
                outputs = event.get("testResult", {}).get("testActionOutput", [])
                paths = [urllib.parse.urlparse(o["uri"]).path for o in outputs
                         if o["name"] == "test.xml" and o.get("uri", "").startswith("file:")]
                reports.setdefault(key["testResult"]["label"], []).extend(paths)
            elif "aborted" in event:
                reason = event["aborted"].get("reason", "")
                if reason not in ("SKIPPED", "NO_BUILD"):
                    aborted.append(event["aborted"].get("description") or reason)
    return tests, statuses, reports, aborted


def count_cases(path, label):
    """(passed, failed, skipped) of one test.xml; prints the failed and the skipped."""
    counts = [0, 0, 0]
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return 0, 0, 0
    for case in root.iter("testcase"):
        name = f'{label} {case.get("classname", "")}.{case.get("name", "")}'
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            counts[1] += 1
            print("FAILED ", name)
        elif skip is not None or case.get("result") in ("skipped", "suppressed"):
            counts[2] += 1
            reason = (skip.get("message") or "") if skip is not None else ""
            print("SKIPPED", name, "-", " ".join(reason.split("\n")[1:]).strip() or "no reason")
        else:
            counts[0] += 1
    return tuple(counts)


def main():
    tests, statuses, reports, aborted = read_events(sys.argv[1])
    total = [0, 0, 0]
    for label in sorted(tests | set(statuses)):
        counts = [0, 0, 0]
        for path in reports.get(label, [])[-1:]:
            counts = list(count_cases(path, label))
        status = statuses.get(label, "NOT BUILT")
        if status not in ("PASSED", "FLAKY") and counts[1] == 0:
            print("FAILED ", label, "-", status)
            counts[1] = 1
        elif sum(counts) == 0:
            counts[0] = 1
        total = [a + b for a, b in zip(total, counts)]
    if not tests and aborted:
        print("FAILED  the build:", aborted[0])
        total[1] += 1
    print(*total)


main()
