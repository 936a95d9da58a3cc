using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Native;
using DePin.SimulatedDrivers;

namespace DePin.Benchmark.Tests.Gpus.Launching;

/// <summary>The first GPU of a simulated machine, in this process.</summary>
internal sealed class SimulatedGpu : IDisposable
{
    private SimulatedGpu(SimulatedMachine machine)
    {
        Machine = machine;
        DriverSession session = new(machine.Libraries, admitSimulated: true, new CallWatch(TimeProvider.System));
        Gpu = session.Read().Cuda.Gpus[0];
        Cuda = session.Cuda!;
    }

    public SimulatedMachine Machine { get; }

    public CudaLibrary Cuda { get; }

    public CudaGpu Gpu { get; }

    /// <param name="settings">What simulation.ini says beside the number of GPUs.</param>
    public static async Task<SimulatedGpu> StartAsync(CancellationToken token, params (string Key, object Value)[] settings)
    {
        SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        foreach ((string key, object value) in settings)
        {
            machine.Set(key, value);
        }

        return new SimulatedGpu(machine);
    }

    public void Dispose() => Machine.Dispose();
}
