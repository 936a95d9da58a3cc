using System.Diagnostics;
using DePin.Attestation.Native;

namespace DePin.Attestation.Tests.Native;

[TestFixture]
public sealed class Secp256k1Tests
{
    [Test]
    public void Missing_library_is_an_error_that_names_the_packages() =>
        Assert.That(
            () => Secp256k1Library.Load(["libsecp256k1.so.98", "libsecp256k1.so.99"]),
            Throws.TypeOf<DllNotFoundException>()
                .With.Message.Contains("libsecp256k1.so.98, libsecp256k1.so.99")
                .And.Message.Contains("libsecp256k1-1 (Debian 12"));

    [Test]
    public void Second_name_is_tried_when_the_first_is_not_there() =>
        Assert.That(Secp256k1Library.Load(["libsecp256k1.so.98", .. Secp256k1Library.Names]), Is.Not.Zero);

    /// <summary>The library's own answer to a recovery id of 9 is abort(): that this process goes on is half of the test.</summary>
    [Test]
    public void Illegal_argument_is_an_exception_and_not_the_end_of_the_process()
    {
        using PrivateKey key = Sample.NodeKey();
        Hash32 digest = Hash32.Sha256("x"u8);
        byte[] compact = key.Sign(digest).ToArray()[..64];

        Assert.That(
            () => Secp256k1.TryRecover(digest, compact, 9, out _),
            Throws.TypeOf<UnreachableException>().With.Message.Contains("recid"));
        Assert.That(Secp256k1.TryRecover(digest, compact, 0, out _), Is.True, "the error stays with the call that made it");
    }

    [Test]
    public void Many_threads_sign_alike()
    {
        using PrivateKey key = Sample.NodeKey();
        Hash32[] digests = [.. Enumerable.Range(0, 200).Select(i => Hash32.Sha256(BitConverter.GetBytes(i)))];
        Signature[] one = [.. digests.Select(key.Sign)];

        Signature[] many = [.. digests.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(key.Sign)];

        Assert.That(many, Is.EqualTo(one));
    }
}
