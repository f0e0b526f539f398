# split.sh CASES PARTS: ranges of about the same size as one line of JSON,
# {"ranges": "0-49999 50000-99999 …"}
awk -v cases="$1" -v parts="$2" 'BEGIN {
  if (parts > cases) parts = cases
  for (part = 0; part < parts; part++) {
    from = int(cases * part / parts)
    to = int(cases * (part + 1) / parts) - 1
    line = line (part ? " " : "") sprintf("%d-%d", from, to)
  }
  printf "{\"ranges\": \"%s\"}\n", line
}'
