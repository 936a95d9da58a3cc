using System.CommandLine;
using DePin.NodeAgent.Cli;
using DePin.Scheduler.Cli;

namespace DePin.EndToEnd.Tidy;

/// <summary>A document may name only verbs that our programs have: they are looked up in the programs' own command trees.</summary>
internal sealed class ProgramVerbsTests
{
    private static readonly Dictionary<string, Command> _programs = new()
    {
        ["depin-node"] = NodeCommandLine.Build(CliContext.ForProcess()),
        ["depin-scheduler"] = CommandTree.Build(CliEnvironment.OfProcess()),
    };

    [Test]
    public void Every_verb_of_our_programs_in_a_document_exists() =>
        SourceTree.AssertNone(
            from program in _programs
            from file in SourceTree.Documents
            from use in Documents.Uses(file, program.Key)
            let wrong = FirstUnknown(program.Value, use.Verbs)
            where wrong is not null
            select file.At(use.Line, $"{program.Key} has no verb '{string.Join(' ', use.Verbs)}'", $"see {program.Key} --help"));

    [TestCase("depin-node", "status", null)]
    [TestCase("depin-node", "attest verify file", null)]
    [TestCase("depin-node", "atest verify", "atest")]
    [TestCase("depin-node", "attest verfy", "verfy")]
    [TestCase("depin-scheduler", "job submit file", null)]
    [TestCase("depin-scheduler", "job sumbit", "sumbit")]
    public void An_unknown_verb_is_found_and_an_argument_is_no_verb(string program, string verbs, string? unknown) =>
        Assert.That(FirstUnknown(_programs[program], verbs.Split(' ')), Is.EqualTo(unknown));

    private static string? FirstUnknown(Command command, IEnumerable<string> verbs)
    {
        foreach (string verb in verbs)
        {
            if (command.Subcommands.Count == 0)
            {
                return null;
            }

            Command? next = command.Subcommands.FirstOrDefault(child => child.Name == verb || child.Aliases.Contains(verb));
            if (next is null)
            {
                return verb;
            }

            command = next;
        }

        return null;
    }
}
