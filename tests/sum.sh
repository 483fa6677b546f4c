# SPDX-License-Identifier: BSD-2-Clause
# Sourced by tests/run and .ci/run: adds up what parts report in their last line.

passed=0 failed=0 skipped=0

# add LOG STATUS NAME: the numbers of one part. A part that fails without saying how often failed
# once; one that ends well and does not count, as a build does, adds nothing.
add() {
    local last numbers
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$1" | tail -n 1)
    read -ra numbers <<<"${last//[^0-9 ]/}"
    passed=$((passed + ${numbers[0]:-0}))
    failed=$((failed + ${numbers[1]:-0}))
    skipped=$((skipped + ${numbers[2]:-0}))
    if [ "$2" -ne 0 ]; then
        [ "${numbers[1]:-0}" -gt 0 ] || failed=$((failed + 1))
        echo "FAILED: $3 (exit code $2)"
    elif [ "${numbers[1]:-0}" -gt 0 ]; then
        echo "FAILED: $3"
    fi
}

total() {
    printf '%d passed, %d failed' "$passed" "$failed"
    [ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
    printf '\n'
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
