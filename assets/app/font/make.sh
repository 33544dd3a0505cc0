#!/usr/bin/env bash
# Cuts Noto Sans CJK SC (SIL Open Font License, OFL.txt beside this) down to Latin, the signs that
# the window draws with, and the 6,763 Chinese characters of GB 2312: 19 MB become 1.5 MB.
#
#   pip install fonttools
#   assets/app/font/make.sh /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
#
# The font is the one of Debian's package fonts-noto-cjk; any other NotoSansCJK-Regular.ttc will do.
set -euo pipefail
readonly FONT=${1:?"say where NotoSansCJK-Regular.ttc is"}
readonly HERE=$(cd "$(dirname "$0")" && pwd)
readonly SIMPLIFIED_CHINESE=2 # its number in the collection

characters=$(mktemp)
trap 'rm -f "$characters"' EXIT
python3 - > "$characters" << 'PYTHON'
latin = [chr(c) for c in [*range(0x20, 0x7F), *range(0xA0, 0x180)]]
signs = "–—‘’“”„…•′″‰←↑→↓↔↕⇄⇆↶↷−×÷±≈≤≥²³·°♿▲▼◀▶■□●○◆◇★☆✓✕✗☾☀⚑⌖＋－⏸⏵「」『』、。《》【】〈〉〔〕！（），：；？～￥％"
chinese = []
for high in range(0xB0, 0xF8):
    for low in range(0xA1, 0xFF):
        try:
            chinese.append(bytes([high, low]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
spaces = "\u2009\u202f\u2011"
print("".join([*latin, *signs, *spaces, *chinese]))
PYTHON
# Quotes and dots as wide as they are in Latin text, which the font has beside the Chinese ones.
narrow=$(mktemp --suffix=.otf)
trap 'rm -f "$characters" "$narrow"' EXIT
python3 - "$FONT" $SIMPLIFIED_CHINESE "$narrow" << 'PYTHON'
import sys
from fontTools.ttLib import TTCollection

path, number, narrow = sys.argv[1:]
font = TTCollection(path).fonts[int(number)]
table = font["GSUB"].table
wide_to_narrow = {}
for feature in table.FeatureList.FeatureRecord:
    if feature.FeatureTag == "pwid":
        for index in feature.Feature.LookupListIndex:
            for part in table.LookupList.Lookup[index].SubTable:
                part = getattr(part, "ExtSubTable", part)
                wide_to_narrow.update(getattr(part, "mapping", {}))
for cmap in font["cmap"].tables:
    for sign in "‘’“”…":
        name = getattr(cmap, "cmap", {}).get(ord(sign))
        if name in wide_to_narrow:
            cmap.cmap[ord(sign)] = wide_to_narrow[name]
font.save(narrow)
PYTHON
pyftsubset "$narrow" --text-file="$characters" \
    --layout-features='' --no-hinting --desubroutinize --output-file="$HERE/NotoSansSC-subset.otf"
ls -l "$HERE/NotoSansSC-subset.otf"
