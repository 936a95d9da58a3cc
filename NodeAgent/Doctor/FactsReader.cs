using System.Net;
using System.Net.Sockets;
using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Doctor;

/// <summary>Gathers what the checks look at: everything at once, each part within a bound of its own, nothing changed.</summary>
/// <param name="lookUp">The machine's resolver.</param>
internal sealed class FactsReader(
    ConfigurationFile file, IReadOnlyDictionary<string, string> environment, TimeProvider time,
    Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
{
    private const string ShmPath = "/dev/shm";

    private static readonly TimeSpan _lookUpWithin = TimeSpan.FromSeconds(10);

    public async Task<DoctorFacts> ReadAsync(CancellationToken token)
    {
        NodeOptionsResult? configuration = file.IsPresent(environment) ? file.Read(environment) : null;
        NodeOptions? options = (configuration as NodeOptionsResult.Valid)?.Options;
        var facts = new DoctorFacts
        {
            User = Environment.UserName,
            Root = Environment.IsPrivilegedProcess,
            Now = time.Milliseconds(),
            ConfigurationFile = FileProbe.Look(file.Path),
            Configuration = configuration,
            Machine = MachineFactsReader.Read("/"),
            Shm = Directory.Exists(ShmPath) ? new HostRoom(() => ShmPath).Read() : null,
        };
        Task<GpuInventory> gpus = GpusAsync(options, token);
        return options is null
            ? facts with { Gpus = await gpus }
            : await WithOptionsAsync(facts, options, gpus, token);
    }

    private async Task<DoctorFacts> WithOptionsAsync(
        DoctorFacts facts, NodeOptions options, Task<GpuInventory> gpus, CancellationToken token)
    {
        Task<EngineSight> engine = new EngineProbe(Paths, time).AskAsync(options.Containers.Socket, facts.Root, token);
        Task<NameSight> name = NameAsync(options.Scheduler.Url, token);
        Task<ServiceSight> service = ServiceAsync(options.Socket, token);
        FileFact key = FileProbe.Look(options.Key.Path);
        FileFact? password = options.Key is KeySource.Keystore { Password: PasswordSource.File { Path: var path } }
            ? FileProbe.Look(path)
            : null;
        KeySight opened = KeyProbe.Look(options.Key, key, password);
        return facts with
        {
            StateDirectory = FileProbe.Look(options.StateDirectory),
            KeyFile = key,
            PasswordFile = password,
            Key = opened,
            Name = await name,
            Scheduler = await SchedulerAsync(options, opened, await name, token),
            Engine = await engine,
            Service = await service,
            Gpus = await gpus,
            EngineDisk = await engine is EngineSight.Answers { Engine.DataRoot: var root }
                ? new HostRoom(() => EngineDisk.Of(root, options.StateDirectory)).Read()
                : null,
            StateDisk = Directory.Exists(options.StateDirectory) ? new HostRoom(() => options.StateDirectory).Read() : null,
        };
    }

    private string? GpuRoot => environment.GetValueOrDefault(WorkerStart.RootVariable);

    private GpuPaths Paths => WorkerStart.PathsOf(GpuRoot);

    private Task<GpuInventory> GpusAsync(NodeOptions? options, CancellationToken token) =>
        GpuSurvey.LookAsync(new WorkerStart(GpuRoot, options?.Gpus.AcceptSimulated == true), time, token);

    private async Task<NameSight> NameAsync(Uri url, CancellationToken token)
    {
        if (IPAddress.TryParse(url.IdnHost, out _))
        {
            return new NameSight.NotAsked("the scheduler is named by its address");
        }

        using CancellationTokenSource limit = new(_lookUpWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            IPAddress[] addresses = await lookUp(url.IdnHost, both.Token);
            return new NameSight.Resolves([.. addresses.Select(address => address.ToString())]);
        }
        catch (SocketException e)
        {
            return new NameSight.Unknown(e.Message);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new NameSight.Unknown($"no answer within {_lookUpWithin.TotalSeconds:0} s");
        }
    }

    private async Task<SchedulerSight> SchedulerAsync(NodeOptions options, KeySight key, NameSight name, CancellationToken token)
    {
        Address node = key is KeySight.Opens { Address: var own } ? own : options.Beneficiary;
        return name is NameSight.Unknown
            ? new SchedulerSight.NotAsked("its name cannot be looked up")
            : await new SchedulerProbe(time).AskAsync(options.Scheduler, node, token);
    }

    private static async Task<ServiceSight> ServiceAsync(string socket, CancellationToken token)
    {
        using OwnerClient client = new(socket);
        try
        {
            return new ServiceSight.Runs(await client.GetStatusAsync(token));
        }
        catch (ServiceUnreachableException e)
        {
            return e.Why == ServiceUnreachableException.Cause.NotRunning
                ? new ServiceSight.NotRunning(socket)
                : new ServiceSight.CannotAsk(e.Message);
        }
        catch (OwnerRefusedException e)
        {
            return new ServiceSight.CannotAsk(e.Message);
        }
    }
}
