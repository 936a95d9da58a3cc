using System.IO.Compression;
using System.Text;
using DePin.Attestation;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>An image of one layer as a registry holds it (image manifest version 2, schema 2).</summary>
internal sealed class TestImage
{
    public const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    public TestImage(byte[] layer)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(layer);
        }

        Layer = packed.ToArray();
        Configuration = Encoding.UTF8.GetBytes(
            $$$"""
            {"architecture":"amd64","os":"linux","config":{"User":"1000:1000","Cmd":["/bin/sh"]},
             "rootfs":{"type":"layers","diff_ids":["{{{Digest(layer)}}}"]},"history":[{"created_by":"test"}]}
            """);
        Manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"{{ManifestType}}",
             "config":{"mediaType":"application/vnd.docker.container.image.v1+json",
                       "size":{{Configuration.Length}},"digest":"{{Digest(Configuration)}}"},
             "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",
                        "size":{{Layer.Length}},"digest":"{{Digest(Layer)}}"}]}
            """);
    }

    public byte[] Layer { get; }

    public byte[] Configuration { get; }

    public byte[] Manifest { get; }

    public Hash32 ManifestDigest => Hash32.Sha256(Manifest);

    public static string Digest(byte[] blob) => string.Concat("sha256:", Hash32.Sha256(blob).ToString().AsSpan(2));
}
