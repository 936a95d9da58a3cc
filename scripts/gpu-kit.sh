# shellcheck shell=bash
# Sourced by build.sh: packs what a machine with a GPU needs to make a report, and no SDK.

GPU_KIT=artifacts/gpu-kit

# One folder for both programs, so that they share one runtime. Published from a copy of the tree: a restore for one kind of machine writes
# its lock files anew.
gpu_kit() {
  require_dotnet
  step "publish both programs with their runtime"
  local copy=$GPU_KIT-source project
  rm -rf "$GPU_KIT" "$GPU_KIT.tar.gz" "$copy"
  mkdir -p "$copy" "$GPU_KIT"
  git ls-files -z | tar --null --files-from - --create | tar --extract --directory "$copy"
  for project in NodeAgent Scheduler; do
    dotnet publish "$copy/$project/$project.csproj" --configuration Release --runtime linux-x64 --self-contained \
      -p:DebugType=none --verbosity quiet --output "$GPU_KIT"
  done
  cp scripts/gpu-report.sh "$GPU_KIT/gpu-report.sh"
  tar --directory artifacts --create --gzip --file "$GPU_KIT.tar.gz" gpu-kit
  du -h "$GPU_KIT.tar.gz"
  echo "On the machine with the GPU: tar -xzf gpu-kit.tar.gz && gpu-kit/gpu-report.sh --out gpu-report"
}
