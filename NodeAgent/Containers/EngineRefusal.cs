using System.Net;
using System.Text.RegularExpressions;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// What the engine refused, in its own words: it and its runtime say why in no other way. Told apart by them is only what a
/// <see cref="ControlContainer"/> cannot tell, and a phrase that the job or its image said first proves nothing: the engine repeats
/// programs, directories, users and images, and escapes them, so they are not cut out but take the phrase its weight: the trial decides.
/// </summary>
/// <param name="Message">As the engine said it.</param>
/// <param name="Own">The job's and its image's own words: program, arguments, environment, image, directories, user.</param>
internal sealed partial record EngineRefusal(HttpStatusCode Status, string Message, IReadOnlyCollection<string> Own)
{
    private const int MaxReasonLength = 500;
    private const string NoSpace = "no space left on device";

    /// <summary>The network sandbox has died, with an engine that restarted without live-restore.</summary>
    public bool IsDeadSandbox => Status == HttpStatusCode.Conflict
        && (Says("cannot join network of a non running container") || Says("is not running"));

    /// <summary>This one, or the one whose network it was to join: ask which.</summary>
    public bool IsNoContainer => Status == HttpStatusCode.NotFound && Says("no such container");

    public bool IsNoImage => Status == HttpStatusCode.NotFound && Says("no such image");

    /// <summary>The error at the very end of the sentence: before it may stand names of the image's files.</summary>
    public bool IsNoSpace => Status >= HttpStatusCode.InternalServerError && NoSpaceAtTheEnd().IsMatch(Message) && Says(NoSpace);

    /// <summary>The job's memory is too little for any container, and so for the control too.</summary>
    public bool IsTooLittleMemory => Status >= HttpStatusCode.InternalServerError && Says("container init was oom-killed");

    /// <summary>An engine that was killed in the middle of a start left the half of it, which is in the way of another.</summary>
    public bool IsHalfStarted => AlreadyThere().IsMatch(Message);

    /// <summary>What is the machine's whatever the control does: by then it may have passed.</summary>
    public bool IsOfHost => IsDeadSandbox || IsNoContainer || IsNoSpace || IsHalfStarted;

    /// <summary>For the owner, at a bearable length.</summary>
    public string Reason => Message.Length > MaxReasonLength ? $"{Message[..MaxReasonLength]}…" : Message;

    /// <summary>For everybody.</summary>
    public string Shown => PublicText.Of(Reason, Own);

    private bool Says(string phrase) => Contains(Message, phrase) && !Own.Any(word => Contains(word, phrase));

    private static bool Contains(string text, string phrase) => text.Contains(phrase, StringComparison.OrdinalIgnoreCase);

    /// <summary>The task, or already the container below it; at the very beginning, where no word of a job stands.</summary>
    [GeneratedRegex("^(task [0-9a-f]{64}: already exists|id already in use)")]
    private static partial Regex AlreadyThere();

    /// <summary>Runtimes quote what they wrap, and the engine adds the code of an error that has none.</summary>
    [GeneratedRegex($@"{NoSpace}[""'\\\s]*(: unknown)?[""'\\\s.]*$", RegexOptions.IgnoreCase)]
    private static partial Regex NoSpaceAtTheEnd();
}
