#!/bin/sh
# Summarizes the tests from Surefire's reports and build/peers' report: skipped tests and the reasons, available
# peers, missing peers and what was not tested without them. Run by ./check, from the root.
set -eu

reports() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -print | sort
}

# Lines "REASON<tab>CLASS", one for each skipped test.
skipped() {
  reports | while IFS= read -r report; do
    awk '
      function decoded(text) {
        gsub(/&quot;|&#34;/, "\"", text); gsub(/&apos;|&#39;/, "\047", text); gsub(/&#9;/, " ", text)
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      /<testcase / && match($0, / classname="[^"]*"/) {
        class = substr($0, RSTART + 12, RLENGTH - 13)
        sub(/.*\./, "", class)
      }
      /<skipped/ {
        if (match($0, /message="[^"]*"/)) {
          reason = substr($0, RSTART + 9, RLENGTH - 10)
          sub(/&#10;.*/, "", reason)
          reason = decoded(reason)
        } else {
          reason = $0
          sub(/.*CDATA\[/, "", reason); sub(/]]>.*/, "", reason); sub(/^[A-Za-z0-9_.$]*(Exception|Error): ?/, "", reason)
        }
        if (reason ~ /^[ \t]*$/ && (getline reason) <= 0) reason = "no reason given"
        sub(/^Assumption failed: /, "", reason)
        print reason "\t" class
      }' "$report"
  done
}

# Lines "REASON<tab>CLASS" become "REASON: CLASS (COUNT), CLASS (COUNT)", a line for each reason.
grouped() {
  sort | uniq -c | awk '
    { count = $1; sub(/^ *[0-9]+ /, ""); split($0, part, "\t")
      if (part[1] != reason) { if (reason != "") print text; reason = part[1]; text = reason ": " }
      else text = text ", "
      text = text part[2] " (" count ")" }
    END { if (reason != "") print text }'
}

all=$(skipped)
printf '%s\n' "$all" | grep -v '^peer missing: ' | grep . | grouped | sed 's/^/skipped: /' || :
if [ -f target/peers/report ]; then
  sed -n 's/^there //p' target/peers/report |
    awk '{ text = text (NR > 1 ? ", " : "") $1 ($1 ~ /^lib/ ? "" : " " ($1 == "python" ? $3 : $2)) } END { print "peers: " text }'
  sed -n 's/^missing \([^ ]*\) \(.*\)/peer missing: \1 (\2)/p' target/peers/report
fi
printf '%s\n' "$all" | grep '^peer missing: ' | grouped | sed 's/^peer missing: /not tested, for want of /' || :
if grep -q '^missing' target/peers/report 2>/dev/null; then
  packages=$(sed -n "s/^missing lib.*Debian's package //p" target/peers/report | tr '\n' ' ')
  printf '%s\n' "to have these tested too: build/peers${packages:+; on Debian: apt-get install $packages}"
fi

# Adds up the <testsuite> heads.
reports | while IFS= read -r report; do grep -h '^<testsuite ' "$report" || :; done | awk '
  function number(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
  { tests += number("tests"); bad += number("failures") + number("errors"); skipped += number("skipped") }
  END { if (NR == 0) print "tests: none has run"; else printf "tests: %d passed, %d failed, %d skipped\n", tests - bad - skipped, bad, skipped }'
