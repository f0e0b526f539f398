# run.sh FROM-TO: runs the cases of a range against the database's encoding of
# keys, leaves how many passed and a JUnit report with one entry for a thousand.
from=${1%-*}
to=${1#*-}
awk -v from="$from" -v to="$to" -v values="$OUTPUT_VALUES" -v report="$OUTPUT_REPORT" '
function encode(number) { return sprintf("%012d", number) }
function check(number,   key) {
  key = encode(number)
  return key + 0 == number && key < encode(number + 1)
}
BEGIN {
  for (first = from; first <= to; first += 1000) {
    last = first + 999 > to ? to : first + 999
    broken = ""
    for (number = first; number <= last; number++) {
      if (check(number)) passed++
      else broken = broken " " number
    }
    failed += broken != ""
    cases++
    body = body sprintf("<testcase classname=\"cases\" name=\"%d to %d\">%s</testcase>\n",
      first, last, broken == "" ? "" : "<failure message=\"broken:" broken "\"/>")
  }
  printf "<testsuite name=\"cases\" tests=\"%d\" failures=\"%d\">\n%s</testsuite>\n", cases, failed, body > report
  printf "{\"passed\": \"%d\"}\n", passed > values
  exit failed > 0
}'
