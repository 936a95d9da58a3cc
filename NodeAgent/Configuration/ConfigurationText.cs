using System.Text;
using System.Text.Json;

namespace DePin.NodeAgent.Configuration;

/// <summary>The owner's file as text: edited key by key, and put back whole, or not at all.</summary>
internal sealed class ConfigurationText
{
    /// <summary>The service's group may read who is paid, and nobody else may write it.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _path;
    private readonly string _before;

    private ConfigurationText(string path, string text)
    {
        _path = path;
        _before = Text = text;
    }

    public string Text { get; private set; }

    public bool Changed => Text != _before;

    /// <summary>A file that is not there is an empty one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ConfigurationText Open(string path) => new(path, File.Exists(path) ? File.ReadAllText(path) : "");

    /// <summary>Sets a key to a number, a size, a flag: what stands without quotes.</summary>
    /// <exception cref="IOException">The text is not one that can be edited.</exception>
    public void Set(string key, string value) => Text = YamlEdit.Set(Text, key, value)
        ?? throw new IOException($"{_path}: {key} cannot be set to {value} without rewriting what stands there; write it yourself");

    /// <summary>Sets a key to a text.</summary>
    /// <exception cref="IOException">The text is not one that can be edited.</exception>
    public void SetText(string key, string value) => Set(key, JsonSerializer.Serialize(value, ConfigurationJson.Default.String));

    /// <summary>Sets a key to what a person wrote.</summary>
    /// <param name="key">Dotted path.</param>
    /// <param name="answer">As it was written.</param>
    /// <param name="isText">It belongs in quotes; anything else gets them only where it would not be one word.</param>
    /// <exception cref="IOException">The text is not one that can be edited.</exception>
    public void SetAnswer(string key, string answer, bool isText)
    {
        if (isText || answer.Length == 0 || answer.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '.'))
        {
            SetText(key, answer);
        }
        else
        {
            Set(key, answer);
        }
    }

    /// <summary>What the file would say.</summary>
    public NodeOptionsResult Read(IReadOnlyDictionary<string, string> environment) =>
        NodeOptionsReader.Read(Encoding.UTF8.GetBytes(Text), _path, environment);

    /// <summary>Puts it into place at once: whoever reads meanwhile sees the old file or the new one. Whose it was, it stays.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task SaveAsync(CancellationToken token)
    {
        if (!Changed && File.Exists(_path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        string beginning = _path + ".new";
        File.Delete(beginning);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode };
        using (FileStream stream = new(beginning, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(Text));
            stream.Flush(flushToDisk: true);
        }

        // The mask of this process may have taken from it.
        File.SetUnixFileMode(beginning, Mode);
        if (File.Exists(_path) && Environment.IsPrivilegedProcess
            && await ProgramRun.RunAsync(["chown", $"--reference={_path}", beginning], token) is (not 0, var why))
        {
            throw new IOException($"{_path}: its owner cannot be kept: {why.Trim()}");
        }

        File.Move(beginning, _path, overwrite: true);
    }
}
