using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Doctor;

/// <summary>Opens the node's key as the service would, and never makes one.</summary>
internal static class KeyProbe
{
    public static KeySight Look(KeySource source, FileFact file, FileFact? password)
    {
        if ((file.Problem ?? password?.Problem) is { } problem)
        {
            return new KeySight.NotTried($"{source.Path} or its password's file: {problem}");
        }

        if (!file.Exists)
        {
            return new KeySight.None();
        }

        try
        {
            using PrivateKey key = NodeKey.Read(source);
            return new KeySight.Opens(key.Address);
        }
        catch (KeyFileException refusal)
        {
            return new KeySight.Refuses(refusal.Problem, refusal.Message.TrimEnd('.'));
        }
        catch (IOException) when (source is KeySource.Keystore { Password: PasswordSource.Credential })
        {
            return new KeySight.NotTried("its password is a systemd credential, which only the service is given");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KeySight.Refuses(null, e.Message.TrimEnd('.'));
        }
    }
}
