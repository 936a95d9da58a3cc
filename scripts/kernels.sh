# shellcheck shell=bash
# Sourced by build.sh: rebuilds the committed PTX from its sources, byte for byte. Only who changes a kernel needs the compiler.

KERNEL_SOURCES=Benchmark/Kernels
KERNEL_COMPILER=clang++-22

# directory|architecture|PTX version|the sources compiled for it. What has no tensor instruction is compiled once, for the oldest.
KERNEL_FAMILIES=(
  'sm_75|75|74|memory rate gemm proof'
  'sm_80|80|74|rate gemm'
  'sm_89|89|84|rate gemm'
  'sm_90a|90|80|rate gemm'
)

# Without an argument writes the PTX; with --check only says whether what is committed is what the sources give.
# With NVIDIA's ptxas (PTXAS, or one in PATH) it also assembles each file, and suffers no spilled register and no serialised wgmma.
kernels() {
  have "$KERNEL_COMPILER" || fail "The kernels are compiled by $KERNEL_COMPILER, which is not installed.
  Run 'apt-get install --no-install-recommends clang-22' (Debian 12: from bookworm-security), then this again."
  case "${1:-}" in
    "") compile_kernels "$KERNEL_SOURCES/ptx" && assemble_kernels ;;
    --check) check_kernels ;;
    *) fail "kernels takes nothing or --check, not '$1'" ;;
  esac
}

check_kernels() {
  FRESH_KERNELS=$(mktemp -d)
  at_exit remove_fresh_kernels
  compile_kernels "$FRESH_KERNELS"
  assemble_kernels
  diff -rq "$KERNEL_SOURCES/ptx" "$FRESH_KERNELS" || fail "The PTX in the files above is not what the sources give. Run ./build.sh kernels"
}

remove_fresh_kernels() { rm -rf "$FRESH_KERNELS"; }

compile_kernels() {
  local family directory architecture version sources source
  for family in "${KERNEL_FAMILIES[@]}"; do
    IFS='|' read -r directory architecture version sources <<<"$family"
    step "compile $directory"
    mkdir -p "$1/$directory"
    for source in $sources; do
      {
        echo "// Made from $source.cu by ./build.sh kernels; edits are lost."
        "$KERNEL_COMPILER" -x cuda --cuda-device-only -nocudainc -nocudalib "--cuda-gpu-arch=$directory" "--cuda-feature=+ptx$version" \
          "-DSM=$architecture" -std=c++20 -O3 -ffp-contract=fast -fno-exceptions -Wall -Werror -S "$KERNEL_SOURCES/$source.cu" -o - \
          | without_comments
      } >"$1/$directory/$source.ptx"
    done
  done
}

# What says something, one blank at a time.
without_comments() { sed -E 's,//.*,,; s/[[:space:]]+/ /g; s/ $//; /^$/d'; }

assemble_kernels() {
  local assembler=${PTXAS:-ptxas} file said
  have "$assembler" || { echo "No ptxas here: that the PTX assembles, and without spills, is not checked."; return; }
  for file in "$KERNEL_SOURCES"/ptx/*/*.ptx; do
    said=$("$assembler" -v "-arch=$(basename "$(dirname "$file")")" "$file" -o /dev/null 2>&1) || fail "$file does not assemble:
$said"
    if grep -E '[1-9][0-9]* bytes spill|C75' <<<"$said"; then fail "$file spills registers or serialises wgmma, as the lines above say"; fi
  done
  echo "Every file assembles, without spills."
}
