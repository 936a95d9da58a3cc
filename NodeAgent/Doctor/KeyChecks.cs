using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Doctor;

/// <summary>The node's key and state: there, whole, and nobody else's. Pure.</summary>
internal static class KeyChecks
{
    public static IEnumerable<CheckResult> Of(DoctorFacts facts)
    {
        if (facts.Options is not { } options)
        {
            return [CheckResult.Skip("key", DoctorFacts.NoOptions)];
        }

        CheckResult?[] all =
            [State(facts.StateDirectory!), Mode("key-mode", facts.KeyFile!, "key"), Password(facts, options), Key(facts, options)];
        return all.OfType<CheckResult>();
    }

    private static CheckResult State(FileFact directory) => directory switch
    {
        { Exists: false, Problem: { } problem } => CheckResult.Skip("state-directory", $"{directory.Path}: {problem}"),
        { Exists: false } => CheckResult.Warn(
            "state-directory", $"There is no {directory.Path} yet; the service makes it at its start.",
            $"Run 'depin-node doctor --fix', or 'install -d -m 700 {directory.Path}' as the service's user.") with
        {
            Repair = new Repair.MakeDirectory(directory.Path, OwnerOnly.DirectoryMode),
        },
        { IsOpen: true } => CheckResult.Fail(
            "state-directory", $"Others may look into {directory.Path} (mode {directory.Octal}): it holds what people gave their jobs.",
            $"Run 'chmod 700 {directory.Path}'.") with
        {
            Repair = new Repair.SetMode(directory.Path, OwnerOnly.DirectoryMode),
        },
        _ => CheckResult.Ok("state-directory", $"{directory.Path} is its owner's alone."),
    };

    private static CheckResult? Mode(string check, FileFact file, string what) => file is not { IsOpen: true } ? null : CheckResult.Fail(
        check, $"Others may use the {what} in {file.Path} (mode {file.Octal}), and the service refuses to start with it.",
        $"Run 'chmod 600 {file.Path}'; if somebody else has an account here, replace the {what}: closing it does not take back what they "
        + "know.") with
    {
        Repair = new Repair.SetMode(file.Path, OwnerOnly.FileMode),
    };

    private static CheckResult? Password(DoctorFacts facts, NodeOptions options) => (options.Key, facts.PasswordFile) switch
    {
        (KeySource.RawFile, _) => CheckResult.Warn(
            "key-password", "The key is kept without a password: who reads the disk has it.",
            "Put a password into a file of its own or a systemd credential, import the key with 'depin-node wallet import', and remove "
            + "key.plain."),
        (KeySource.Keystore { Password: PasswordSource.Credential { Name: var name } }, _) => CheckResult.Skip(
            "key-password", $"it is the systemd credential '{name}', which only the service is given; its start shows whether it is there"),
        (_, { Exists: false, Problem: null } file) => CheckResult.Fail(
            "key-password", $"There is no {file.Path}, which key.passwordFile names.",
            $"Write the keystore's password into it: 'install -m 600 /dev/stdin {file.Path}', as the service's user."),
        (_, { IsOpen: true } file) => Mode("key-password", file, "password"),
        (_, { Problem: { } problem } file) => CheckResult.Skip("key-password", $"{file.Path}: {problem}"),
        (_, { } file) => CheckResult.Ok("key-password", $"{file.Path} is its owner's alone."),
        _ => null,
    };

    private static CheckResult Key(DoctorFacts facts, NodeOptions options) => facts.Key switch
    {
        KeySight.NotTried { Why: var why } => CheckResult.Skip("key", why),
        KeySight.None => CheckResult.Warn(
            "key", $"There is no key at {options.Key.Path} yet; the service makes one at its first start.",
            "Run 'depin-node wallet create' to make it now and have its address, or 'depin-node wallet import' for one you have."),
        KeySight.Opens { Address: var address } => CheckResult.Ok("key", $"The key opens; this node is {address}."),
        KeySight.Refuses { Problem: KeyFileProblem.WrongPassword, Message: var message } => CheckResult.Fail(
            "key", $"The password does not open the key: {message}.",
            "Put the right password where the configuration says it is; without it the key is lost, and a new one is another node."),
        KeySight.Refuses { Problem: KeyFileProblem.TooOpen } =>
            CheckResult.Skip("key", "its file, or its password's, is open to others: see above"),
        KeySight.Refuses { Message: var message } => CheckResult.Fail(
            "key", $"The key cannot be read: {message}.",
            $"Put the backup of {options.Key.Path} back. A key is never made anew over a damaged one."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
