#!/usr/bin/env bash
# Makes docs/report.png: the page that 'fragapi convert --report' writes of samples/Drivers, in headless Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
browser=${FRAGAPI_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || { echo "there is no Chromium: install it ('apt-get install chromium'), or name one in FRAGAPI_CHROMIUM" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 1: sites are left that need a human, as it should be.
dotnet run --project cli -c Release -- convert samples/Drivers/Drivers.sln --diff /dev/null --report "$work/report.html" >/dev/null || [ $? -eq 1 ]
"$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --hide-scrollbars --user-data-dir="$work/profile" \
  --window-size=1500,860 --virtual-time-budget=3000 --screenshot="$PWD/docs/report.png" "file://$work/report.html#rule=FRAG1003&status=converted" 2>/dev/null
echo "docs/report.png"
