using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace DePin.Scheduler.Cli;

/// <summary>Where a command says its result (standard output) and what it is doing (standard error).</summary>
internal sealed class CliOutput(CliEnvironment environment, bool json)
{
    /// <summary>EPIPE of errno.h, which .NET gives as the exception's HResult.</summary>
    private const int BrokenPipe = 32;

    private static readonly UTF8Encoding Utf8 = new(false);

    public bool Json { get; } = json;

    public bool Terminal => environment.OutputIsTerminal;

    /// <summary>A line for people on standard output.</summary>
    public void Line(string text) => Raw(Utf8.GetBytes(Printable.Line(text) + "\n"));

    /// <summary>The command's result as one JSON value.</summary>
    public void Value<T>(T value, JsonTypeInfo<T> type)
    {
        using MemoryStream held = new();
        using (Utf8JsonWriter writer = new(held, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        held.WriteByte((byte)'\n');
        Raw(held.GetBuffer().AsSpan(0, (int)held.Length));
    }

    /// <summary>One of a stream of JSON values, on a line of its own.</summary>
    public void ValueLine<T>(T value, JsonTypeInfo<T> type)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(value, type);
        Raw([.. text, (byte)'\n']);
    }

    public void Table(TextTable table)
    {
        if (!environment.OutputIsTerminal)
        {
            Raw(Utf8.GetBytes(table.Plain()));
            return;
        }

        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = environment.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = environment.Width;
        table.WriteTo(console);
        Raw(Utf8.GetBytes(text.ToString()));
    }

    /// <summary>Bytes as they are, at once.</summary>
    /// <exception cref="CommandException">Whoever read our output went away, or it cannot be written.</exception>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        try
        {
            environment.Output.Write(bytes);
            environment.Output.Flush();
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            throw new CommandException(ExitCode.BrokenPipe, "standard output was closed", "Keep its reader open.", inner: e);
        }
        catch (IOException e)
        {
            throw new CommandException(
                ExitCode.LocalFile, $"standard output cannot be written: {e.Message}", "Check the space on its disk.", inner: e);
        }
    }

    /// <summary>A line about what is going on, on standard error.</summary>
    public void Note(string text) => environment.Error.WriteLine(Printable.Line(text));
}
