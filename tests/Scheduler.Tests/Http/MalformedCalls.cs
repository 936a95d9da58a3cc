using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Submitters' and operators' calls that are wrong.</summary>
internal static class MalformedCalls
{
    private const ProblemCode Invalid = ProblemCode.InvalidMessage;
    private const string Yaml = "application/yaml";

    public static IEnumerable<Malformed> All() => [.. Jobs(), .. Lists(), .. Queries(), .. Addresses(), .. Others()];

    private static IEnumerable<Malformed> Jobs()
    {
        yield return Malformed.Api("job without a content type", Routes.Jobs, Specs.Yaml(), ProblemCode.UnsupportedMediaType, "missing",
            null);
        yield return Malformed.Api("job as a form", Routes.Jobs, "name=x", ProblemCode.UnsupportedMediaType, "form",
            "application/x-www-form-urlencoded");
        yield return Malformed.Api("job that is no YAML", Routes.Jobs, "a: [", ProblemCode.InvalidJob, "", Yaml);
        yield return Malformed.Api("job that is empty", Routes.Jobs, "", ProblemCode.InvalidJob, "", Yaml);
        yield return Malformed.Api("job with an unknown key", Routes.Jobs, Specs.Yaml("comand: [x]"), ProblemCode.InvalidJob, "command",
            Yaml);
        yield return Malformed.Api("job with a bad quantity", Routes.Jobs, Specs.Yaml("resources: { memory: 16gb }"),
            ProblemCode.InvalidJob, "16gb", Yaml);
        yield return Malformed.Api("job as JSON that is YAML", Routes.Jobs, Specs.Yaml(), ProblemCode.InvalidJob, "");
        yield return Malformed.Api("job as JSON without an image", Routes.Jobs, "{\"version\":\"depin/v1\",\"name\":\"x\"}",
            ProblemCode.InvalidJob, "image");
        yield return Malformed.Api("job too large", Routes.Jobs, "# " + new string('x', WireLimits.JobBodyBytes), ProblemCode.TooLarge,
            "bytes", Yaml);
        yield return new Malformed("job that is binary", HttpMethod.Post, Routes.Jobs, [0, 1, 2, 255], Yaml, false, ProblemCode.InvalidJob,
            "");
        yield return Malformed.Api("job with secrets", Routes.Jobs, Specs.Yaml("secrets: [HF_TOKEN]"), ProblemCode.Rejected, "HF_TOKEN",
            Yaml);
        yield return Malformed.Api("a service", Routes.Jobs, Specs.Yaml("kind: service\nservice: { port: 80 }"), ProblemCode.Rejected,
            "service", Yaml);
        yield return Malformed.Api("job with an input that is not here", Routes.Jobs,
            Specs.Yaml($"inputs: {{ /in/x: '{ContentHash.Of([7])}' }}"), ProblemCode.Rejected, "/in/x", Yaml);
        yield return Malformed.Get("job that is no id", $"{Routes.Jobs}/nonsense", ProblemCode.NotFound, "nonsense");
        yield return Malformed.Get("job that is not here", Routes.Job(JobId.New()), ProblemCode.NotFound, "job");
        yield return Malformed.Get("log of a job that is not here", $"{Routes.Job(JobId.New())}/logs", ProblemCode.NotFound, "job");
        yield return Malformed.Get("why of a job that is not here", Routes.JobWhy(JobId.New()), ProblemCode.NotFound, "job");
    }

    private static IEnumerable<Malformed> Lists()
    {
        yield return Malformed.Get("a page of 0", Routes.Jobs + "?limit=0", Invalid, "limit is '0'");
        yield return Malformed.Get("a page of 501", Routes.Jobs + "?limit=501", Invalid, "limit is '501'");
        yield return Malformed.Get("a page of many", Routes.Ledger + "?limit=many", Invalid, "many");
        yield return Malformed.Get("jobs in a strange state", Routes.Jobs + "?state=lost", Invalid, "lost");
        yield return Malformed.Get("jobs before nothing", Routes.Jobs + "?before=x", Invalid, "before");
        yield return Malformed.Get("jobs by a prefix that is none", Routes.Jobs + "?prefix=0xzz", Invalid, "0xzz");
        yield return Malformed.Get("ledger after nothing", Routes.Ledger + "?after=-", Invalid, "after");
    }

    /// <summary>A parameter that nobody reads is a mistake that nobody sees.</summary>
    private static IEnumerable<Malformed> Queries()
    {
        string job = Routes.Job(JobId.New());
        yield return Malformed.Get("jobs by a misspelt state", Routes.Jobs + "?stat=queued", Invalid, "did you mean state?");
        yield return Malformed.Get("jobs by owner", Routes.Jobs + "?zzzzzzzz=me", Invalid, "state, prefix, name, before, limit");
        yield return Malformed.Get("jobs with two limits", Routes.Jobs + "?limit=1&limit=2", Invalid, "2 times");
        yield return Malformed.Get("ledger by a misspelt job", Routes.Ledger + "?jop=0x1", Invalid, "did you mean job?");
        yield return Malformed.Get("ledger of no job", Routes.Ledger + "?job=0x1", Invalid, "64 hexadecimal digits");
        yield return Malformed.Get("tokens with a page", Routes.Tokens + "?limit=1", Invalid, "takes no query parameters");
        yield return Malformed.Get("nodes with a filter", Routes.Nodes + "?draining=true", Invalid, "draining");
        yield return Malformed.Get("log with a misspelt follow", job + "/logs?folow=true", Invalid, "did you mean follow?");
        yield return Malformed.Get("a job with a question", job + "?verbose=1", Invalid, "verbose");
        yield return Malformed.Api("job submitted with a parameter", Routes.Jobs + "?dryRun=true", Specs.Yaml(), Invalid, "dryRun",
            Yaml);
        yield return new Malformed("cancel with a misspelt reason", HttpMethod.Delete, job + "?reson=x", [], null, false, Invalid,
            "did you mean reason?");
        yield return Malformed.Get("outputs of a misspelt attempt", Routes.JobArtifacts(JobId.New()) + "?atempt=1", Invalid,
            "did you mean attempt?");
        yield return new Malformed("blob with a parameter", HttpMethod.Put, Routes.Blob(ContentHash.Of([1])) + "?size=1", [1],
            "application/octet-stream", false, Invalid, "size");
    }

    private static IEnumerable<Malformed> Addresses()
    {
        yield return Malformed.Get("a control character in an id", Routes.Jobs + "/a%0Ab", ProblemCode.NotFound, "a?b");
        yield return Malformed.Get("an escape in an id", Routes.Jobs + "/%1b%5b31m", ProblemCode.NotFound, "?[31m");
        yield return Malformed.Get("a null character in an id", Routes.Jobs + "/a%00b", Invalid, "%00");
        yield return Malformed.Get("bytes that are no UTF-8", Routes.Jobs + "/%ff%fe", ProblemCode.NotFound, "job");
        yield return Malformed.Get("an overlong segment", $"{Routes.Jobs}/{new string('a', 8000)}", ProblemCode.NotFound, "aaa…");
        yield return Malformed.Get("an overlong address", $"/v1/{new string('a', 8000)}", ProblemCode.NotFound, "aaa…");
        yield return Malformed.Get("very many segments", $"/v1{string.Concat(Enumerable.Repeat("/a", 3000))}", ProblemCode.NotFound, "…");
        yield return Malformed.Get("a job by its dots", Routes.Jobs + "/%2e%2e%2fnodes", ProblemCode.NotFound, "");
        yield return Malformed.Get("a job with a long tail", Routes.Job(JobId.New()) + "/why/not", ProblemCode.NotFound,
            "there is nothing at");
        yield return Malformed.Get("a node in capitals", "/V1/NODES/0xzz", ProblemCode.NotFound, "0xzz");
        yield return new Malformed("a method that nobody knows", new HttpMethod("BREW"), Routes.Jobs, [], null, false,
            ProblemCode.MethodNotAllowed, "BREW");
        yield return new Malformed("a patched job", HttpMethod.Patch, Routes.Job(JobId.New()), [], null, false,
            ProblemCode.MethodNotAllowed, "PATCH");
        yield return new Malformed("a posted log", HttpMethod.Post, Routes.Job(JobId.New()) + "/logs", [], null, false,
            ProblemCode.MethodNotAllowed, "POST");
    }

    private static IEnumerable<Malformed> Others()
    {
        yield return Malformed.Api("token without scopes", Routes.Tokens, "{\"name\":\"x\",\"scopes\":[]}", Invalid, "scopes");
        yield return Malformed.Api("token with a strange scope", Routes.Tokens, "{\"name\":\"x\",\"scopes\":[\"root\"]}", Invalid,
            "scopes");
        yield return Malformed.Api("token without a name", Routes.Tokens, "{\"name\":\"\",\"scopes\":[\"submit\"]}", Invalid, "name");
        yield return Malformed.Api("token that has expired", Routes.Tokens,
            "{\"name\":\"x\",\"scopes\":[\"submit\"],\"expiresInSeconds\":-1}", Invalid, "expiresInSeconds");
        yield return Malformed.Api("token with a misspelt expiry", Routes.Tokens,
            "{\"name\":\"x\",\"scopes\":[\"submit\"],\"expiresAt\":60}", Invalid, "expiresAt");
        yield return Malformed.Api("drain of no node", Routes.Nodes + "/me/drain", "{\"draining\":true}", ProblemCode.NotFound, "me");
        yield return Malformed.Api("drain of an unknown node", Routes.Drain(Address.Parse("0x00000000000000000000000000000000000000aa")),
            "{\"draining\":true}", ProblemCode.NotFound, "0x00");
        yield return Malformed.Api("drain of nothing", Routes.Drain(default), "{}", Invalid, "draining");
        yield return Put("blob of no hash", Routes.Blobs + "/abc", [1], ProblemCode.NotFound, "abc");
        yield return Put("blob of another hash", Routes.Blob(ContentHash.Of([1])), [2], ProblemCode.DigestMismatch, "hash to");
        yield return Malformed.Get("nothing", "/v1/nothing", ProblemCode.NotFound, "/v1/nothing");
        yield return Malformed.Get("a method that is not taken", Routes.Sync, ProblemCode.MethodNotAllowed, "GET");
        yield return new Malformed("delete of all jobs", HttpMethod.Delete, Routes.Jobs, [], null, false, ProblemCode.MethodNotAllowed,
            "DELETE");
    }

    private static Malformed Put(string name, string path, byte[] body, ProblemCode code, string says) =>
        new(name, HttpMethod.Put, path, body, "application/octet-stream", false, code, says);
}
