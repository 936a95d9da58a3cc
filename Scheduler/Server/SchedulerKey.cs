using DePin.Attestation;
using DePin.Attestation.Keystores;

namespace DePin.Scheduler.Server;

/// <summary>
/// The key that counter-signs attestations: a keystore the operator named, or a file of our own, made on the first start.
/// </summary>
internal static class SchedulerKey
{
    /// <exception cref="CannotStartException">The key cannot be had.</exception>
    public static PrivateKey Load(SchedulerOptions options, StateDirectory state)
    {
        try
        {
            if (options.KeystoreFile is { } keystore)
            {
                return Keystore.Read(keystore, PasswordFile.Read(options.KeystorePasswordFile!));
            }

            if (!File.Exists(state.KeyFile))
            {
                using PrivateKey created = PrivateKey.Create();
                RawKeyFile.Write(state.KeyFile, created);
            }

            return RawKeyFile.Read(state.KeyFile);
        }
        catch (Exception failure) when (failure is KeyFileException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"cannot use the scheduler's key: {failure.Message}", failure);
        }
    }
}
