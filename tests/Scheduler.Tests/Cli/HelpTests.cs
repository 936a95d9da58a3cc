using System.CommandLine;
using System.Text;
using DePin.Scheduler.Cli;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The help of every verb, as one text that a reviewer can read: a change of the command line shows here.</summary>
internal sealed class HelpTests
{
    private static readonly string _snapshot = Path.Combine(AppContext.BaseDirectory, "Cli", "help.txt");

    [Test]
    [CancelAfter(60_000)]
    public async Task The_help_of_every_verb_is_the_reviewed_one(CancellationToken token)
    {
        StringBuilder all = new();
        foreach (string[] verb in Verbs())
        {
            CliRun run = await CliRun.AloneAsync(token, [.. verb, "--help"]);
            Assert.That(run.Code, Is.EqualTo(ExitCode.Ok));
            string help = Trimmed(run.Output).Replace(RootCommand.ExecutableName, "depin-scheduler", StringComparison.Ordinal);
            all.Append($"$ depin-scheduler {string.Join(' ', [.. verb, "--help"])}\n{help}\n");
        }

        string actual = Path.Combine(Path.GetTempPath(), "depin-scheduler-help.txt");
        string expected = await File.ReadAllTextAsync(_snapshot, token);
        if (all.ToString() != expected)
        {
            await File.WriteAllTextAsync(actual, all.ToString(), token);
        }

        Assert.That(all.ToString(), Is.EqualTo(expected), $"if this is meant: cp {actual} tests/Scheduler.Tests/Cli/help.txt");
    }

    [Test]
    public void Every_verb_and_option_says_what_it_is()
    {
        foreach (Command command in Commands(Root()))
        {
            Assert.That(command.Description, Does.EndWith("."), command.Name);
            foreach (Symbol symbol in command.Options.Concat<Symbol>(command.Arguments))
            {
                Assert.That(symbol.Description, Is.Not.Null.And.Not.Empty, $"{command.Name} {symbol.Name}");
            }
        }
    }

    [Test]
    public void Every_verb_knows_json_and_no_option_takes_a_secret()
    {
        foreach (Command command in Commands(Root()).Where(command => command.Subcommands.Count == 0))
        {
            string[] options = [.. command.Options.Select(option => option.Name)];
            Assert.That(options, Does.Contain("--json"), command.Name);
            Assert.That(options, Has.None.EqualTo("--token").And.None.EqualTo("--password").And.None.EqualTo("--secret"), command.Name);
        }
    }

    private static RootCommand Root() => CommandTree.Build(CliRun.Environment([], Stream.Null, TextWriter.Null));

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    private static IEnumerable<string[]> Verbs() => Verbs(Root(), []);

    private static IEnumerable<string[]> Verbs(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Verbs(child, [.. path, child.Name])).Prepend(path);

    private static string Trimmed(string text) =>
        string.Concat(text.Split('\n').Select(line => line.TrimEnd() + "\n")).TrimEnd('\n') + "\n";
}
