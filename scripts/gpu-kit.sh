# shellcheck shell=bash
# Sourced by build.sh: packs what a machine with a GPU needs to make a report, and no SDK.

GPU_KIT=artifacts/gpu-kit

# One folder for both programs, so that they share one runtime.
gpu_kit() {
  require_dotnet
  step "publish both programs with their runtime"
  rm -rf "$GPU_KIT" "$GPU_KIT.tar.gz"
  local project
  for project in NodeAgent Scheduler; do
    dotnet publish "$project/$project.csproj" --configuration Release --runtime linux-x64 --self-contained \
      --artifacts-path "$GPU_KIT-build" -p:RestorePackagesWithLockFile=false -p:DebugType=none --verbosity quiet --output "$GPU_KIT"
  done
  cp scripts/gpu-report.sh "$GPU_KIT/gpu-report.sh"
  tar -C artifacts -czf "$GPU_KIT.tar.gz" gpu-kit
  du -h "$GPU_KIT.tar.gz"
  echo "On the machine with the GPU: tar -xzf gpu-kit.tar.gz && gpu-kit/gpu-report.sh --out gpu-report"
}
