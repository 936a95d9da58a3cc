namespace DePin.NodeAgent.Tests.Configuration;

/// <summary>Configurations with one thing wrong, and where and how it must be told.</summary>
internal static class BadConfigurations
{
    private const string Account = "0x00000000000000000000000000000000000000bb";

    private const string Zero = "0x0000000000000000000000000000000000000000";

    public static IEnumerable<TestCaseData> All() =>
    [
        Case("scheduler_missing", $"beneficiary: {Account}", "1:1", "scheduler", "is missing"),
        Case("beneficiary_missing", "scheduler: { url: https://a.example }", "1:1", "beneficiary", "is missing"),
        Case("url_missing", $"beneficiary: {Account}\nscheduler: {{ chainId: 1 }}", "2:12", "scheduler.url", "is missing"),
        Case("url_of_another_kind", Good("url", "ftp://a.example"), "2:8", "scheduler.url", "is not a web address"),
        Case("url_relative", Good("url", "scheduler.example"), "2:8", "scheduler.url", "https://"),
        Case("url_with_user", Good("url", "https://me:pw@a.example"), "2:8", "scheduler.url", "names a user"),
        Case("url_with_path", Good("url", "https://a.example/depin"), "2:8", "scheduler.url", "goes on after the host"),
        Case("url_with_query", Good("url", "https://a.example/?x=1"), "2:8", "scheduler.url", "goes on after the host"),
        Case("url_plain_http", Good("url", "http://a.example"), "2:8", "scheduler.url", "allowHttp"),
        Case("url_a_list", Good("url", "[https://a.example]"), "2:8", "scheduler.url", "is a list"),
        Case("url_empty", Good("url", ""), "2:7", "scheduler.url", "has no value"),
        Case("address_short", Add("scheduler", "address: 0xaa"), "3:12", "scheduler.address", "40 hexadecimal digits"),
        Case("chain_zero", Add("scheduler", "chainId: 0"), "3:12", "scheduler.chainId", "whole number"),
        Case("chain_negative", Add("scheduler", "chainId: -1"), "3:12", "scheduler.chainId", "whole number"),
        Case("chain_text", Add("scheduler", "chainId: mainnet"), "3:12", "scheduler.chainId", "whole number"),
        Case("contract_zero", Add("scheduler", $"verifyingContract: {Zero}"), "3:22", "scheduler.verifyingContract", "zero"),
        Case("flag_word", Add("scheduler", "allowHttp: yes"), "3:14", "scheduler.allowHttp", "true"),
        Case("beneficiary_name", Least("alice.eth"), "3:14", "beneficiary", "is not an address"),
        Case("beneficiary_zero", Least(Zero), "3:14", "beneficiary", "nobody owns"),
        Case("state_relative", With("stateDirectory: state"), "4:17", "stateDirectory", "is not an absolute path"),
        Case("state_dots", With("stateDirectory: /var/../etc"), "4:17", "stateDirectory", "is not a plain path"),
        Case("state_root", With("stateDirectory: /"), "4:17", "stateDirectory", "is not a plain path"),
        Case("socket_long", With("socket: /" + new string('s', 110)), "4:9", "socket", "bytes"),
        Case("socket_of_docker", With("socket: /run/docker.sock"), "4:9", "socket", "container engine"),
        Case("key_text", With("key: secret"), "4:6", "key", "is not a map"),
        Case("key_both_passwords", With("key: { passwordFile: /p, passwordCredential: c }"), "4:22", "key.passwordFile", "two sources"),
        Case("key_plain_and_password", With("key: { plain: true, passwordFile: /p }"), "4:15", "key.plain", "without a password"),
        Case("key_inline_password", With("key: { password: hunter2 }"), "4:8", "key.password", "is not a known key"),
        Case("credential_path", With("key: { passwordCredential: ../x }"), "4:28", "key.passwordCredential", "credential"),
        Case("cpu_unit", With("offer: { reserve: { cpu: 1GHz } }"), "4:26", "offer.reserve.cpu", "unknown unit"),
        Case("cpu_negative", With("offer: { reserve: { cpu: -1 } }"), "4:26", "offer.reserve.cpu", "negative"),
        Case("memory_unit", With("offer: { reserve: { memory: 2gb } }"), "4:29", "offer.reserve.memory", "2GB or 2GiB"),
        Case("disk_space", With("offer: { reserve: { disk: 2 GiB } }"), "4:27", "offer.reserve.disk", "space"),
        Case("disk_huge", With("offer: { reserve: { disk: 2PiB } }"), "4:27", "offer.reserve.disk", "above the largest"),
        Case("jobs_too_many", With("offer: { maxJobs: 65 }"), "4:19", "offer.maxJobs", "above the largest"),
        Case("jobs_quoted", With("offer: { maxJobs: \"8\" }"), "4:19", "offer.maxJobs", "without quotes"),
        Case("runtime_unknown", With("containers: { runtime: kata }"), "4:24", "containers.runtime", "runc, runsc"),
        Case("sandboxes_many", With("containers: { sandboxes: 100 }"), "4:26", "containers.sandboxes", "above the largest"),
        Case("level_unknown", With("logLevel: info"), "4:11", "logLevel", "information"),
        Case("key_misspelt", With("stateDir: /srv"), "4:1", "stateDir", "stateDirectory"),
        Case("key_of_another_block", With("maxJobs: 3"), "4:1", "maxJobs", "offer.maxJobs"),
        Case("key_twice", With($"beneficiary: {Account}"), "4:1", "beneficiary", "written twice, first in line 3"),
        Case("anchor", With("socket: &s /run/x.sock"), "4:9", "socket", "anchor"),
        Case("tab", With("offer:\n\tmaxJobs: 3"), "5:1", "", "indent with spaces"),
        Case("brace_open", With("offer: { maxJobs: 3"), "5:1", "", "is not YAML"),
        Case("two_documents", With("---\nsocket: /x"), "4:1", "", "second document"),
        Case("a_list", "- a\n- b", "1:1", "", "map of keys"),
        Case("a_word", "hello", "1:1", "", "map of keys"),
        Case("null_byte", With("socket: /x\0y"), "4:11", "", "null byte"),
    ];

    private static TestCaseData Case(string name, string yaml, string at, string key, string message) =>
        new TestCaseData(yaml, $"node.yaml:{at}", key, message).SetName($"Refused: {name}");

    private static string Good(string key, string value) => $"scheduler:\n  {key}: {value}\nbeneficiary: {Account}\n";

    private static string Least(string beneficiary) => $"scheduler:\n  url: https://a.example\nbeneficiary: {beneficiary}\n";

    private static string With(string line) => Least(Account) + line + "\n";

    private static string Add(string block, string line) => $"{block}:\n  url: https://a.example\n  {line}\nbeneficiary: {Account}\n";
}
