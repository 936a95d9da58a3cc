using System.Collections.Concurrent;
using System.Text.Json;
using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Machine;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>
/// The process that alone loads the driver's libraries. It reads questions, answers them in order on one thread, since CUDA's state is a
/// thread's, and says every second that it lives and in which call it is: a watcher ends it when a call never returns. It ends by itself
/// when its input does, and after an error of CUDA's that stays.
/// </summary>
public sealed class GpuWorker : IDisposable
{
    /// <summary>Longest question: a challenge, and what is around it.</summary>
    public const int MaxQuestionBytes = SignedChallenge.MaxBytes + 1024;

    /// <summary>Longest word, in bytes: a look at 64 GPUs with all their parts and peers, or the largest proof's openings.</summary>
    public const int MaxWordBytes = ProofTranscript.MaxBytes;

    /// <summary>How often it says what it is doing.</summary>
    public static readonly TimeSpan BusyEvery = TimeSpan.FromSeconds(1);

    private const int MaxWaiting = 16;

    private readonly GpuPaths _paths;
    private readonly TimeProvider _time;
    private readonly Stream _output;
    private readonly CallWatch _watch;
    private readonly DriverSession _driver;
    private readonly ProofDesk _proofs;
    private readonly MeasureDesk _measures;
    private readonly Lock _gate = new();
    private readonly BlockingCollection<GpuQuestion> _questions = new(MaxWaiting);
    private volatile bool _busy;
    private XidListener? _listener;

    /// <param name="output">Lines go here and nothing else does.</param>
    public GpuWorker(GpuPaths paths, bool admitSimulated, Stream output, TimeProvider time)
    {
        _paths = paths;
        _time = time;
        _output = output;
        _watch = new CallWatch(time);
        _driver = new DriverSession(paths.Libraries, admitSimulated, _watch);
        _proofs = new ProofDesk(new Rounds(Say));
        _measures = new MeasureDesk(_driver, Say, time);
    }

    /// <summary>Answers until the input ends or CUDA is spoiled.</summary>
    /// <exception cref="JsonException">The input holds what is no question.</exception>
    /// <exception cref="NotSupportedException">The input holds a question of no known kind.</exception>
    /// <exception cref="InvalidDataException">
    /// A line is longer than <see cref="MaxQuestionBytes"/>, or a question does not follow from those before it.
    /// </exception>
    public async Task ServeAsync(Stream input, CancellationToken token)
    {
        using ITimer pulse = _time.CreateTimer(_ => SayBusy(), null, BusyEvery, BusyEvery);
        await await Task.WhenAny(DedicatedThread.RunAsync("gpu", () => Work(token)), ReadAsync(input, token));
    }

    public void Dispose() => _questions.Dispose();

    private async Task ReadAsync(Stream input, CancellationToken token)
    {
        LineReader lines = new(input, MaxQuestionBytes);
        while (await lines.ReadAsync(token) is { } line)
        {
            _questions.Add(JsonSerializer.Deserialize(line.Span, WorkerJson.Default.GpuQuestion)!, token);
        }
    }

    private void Work(CancellationToken token)
    {
        bool spoiled = false;
        while (!spoiled)
        {
            GpuQuestion question = _questions.Take(token);
            _busy = true;
            GpuWord answer = Answer(question, token);
            spoiled = question is not GpuQuestion.Look && _driver.Cuda is { IsSpoiled: true };
            _busy = false;
            Say(answer);
        }
    }

    private GpuWord Answer(GpuQuestion question, CancellationToken token)
    {
        switch (question)
        {
            case GpuQuestion.Check check:
                return _measures.Check(check, Look());
            case GpuQuestion.Measure measure:
                return _measures.Measure(measure, Look(), token);
            case GpuQuestion.Pair pair:
                return _measures.Pair(pair, Look(), token);
            case GpuQuestion.Prepare prepare:
                DriverSight sight = Look();
                return _proofs.Prepare(prepare, _driver.Cuda, sight.Cuda.Find(prepare.Gpu), sight.Simulated);
            case GpuQuestion.Prove prove:
                return _proofs.Prove(prove, token);
            case GpuQuestion.Open open:
                return _proofs.Open(open);
            default:
                return new GpuWord.Seen(question.Id, Look());
        }
    }

    /// <summary>
    /// The libraries are not even loaded where the driver's nodes are missing: as root they make the nodes themselves, and every other
    /// program takes those for a driver's.
    /// </summary>
    private DriverSight Look()
    {
        if (!HostSightReader.Read(_paths).MayAskLibraries())
        {
            return new DriverSight { Nvml = new NvmlSight(), Cuda = new CudaSight() };
        }

        DriverSight sight = _driver.Read();
        if (_listener is null or { HasEnded: true } && _driver.Nvml is { } nvml)
        {
            _listener = new XidListener(nvml, Say);
            _listener.Start();
        }

        return sight;
    }

    private void SayBusy()
    {
        if (_busy)
        {
            (string Function, bool Waits, TimeSpan For)? call = _watch.Current();
            Say(new GpuWord.Busy(call?.Function, call?.For.TotalSeconds ?? 0, call?.Waits ?? false));
        }
    }

    private void Say(GpuWord word)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(word, WorkerJson.Default.GpuWord), (byte)'\n'];
        lock (_gate)
        {
            try
            {
                _output.Write(line);
            }
            catch (IOException)
            {
                // Nobody listens any more; the end of the input ends this process.
            }
        }
    }

    private sealed class Rounds(Action<GpuWord> say) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value) => say(new GpuWord.Round(value.Round, value.Rounds));
    }
}
