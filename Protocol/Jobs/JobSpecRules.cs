using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs;

/// <summary>Rules that join several keys. Each is checked only when the keys it joins were read without error.</summary>
internal sealed class JobSpecRules(JobSpec spec, SpecNode root, ErrorLog errors)
{
    /// <summary>
    /// Fills in what depends on other keys: a service without a timeout runs as long as one may, and a small memory has a small /dev/shm.
    /// </summary>
    public static JobSpec Complete(JobSpec spec, SpecNode root)
    {
        JobSpec timed = spec.Kind == JobKind.Service && !NodeSearch.IsWritten(root, "timeout")
            ? spec with { Timeout = JobDefaults.ServiceTimeout }
            : spec;
        return NodeSearch.IsWritten(root, "resources.shm")
            ? timed
            : timed with { Resources = timed.Resources with { Shm = JobDefaults.ShmOf(timed.Resources.Memory) } };
    }

    public void Check()
    {
        CheckKind();
        CheckProcess();
        CheckSharedMemory();
        CheckDisk();
        CheckInputs();
        CheckOutputs();
        CheckCheckpoint();
        CheckVerification();
    }

    private void CheckKind()
    {
        if (!AreRead("kind", "service"))
        {
            return;
        }

        if (spec.Kind == JobKind.Service && spec.Service is null)
        {
            Report("kind", "service", "needs to know where it answers", "add service: { port: 8000 }");
        }
        else if (spec.Kind == JobKind.Batch && spec.Service is not null)
        {
            Report("service", null, "is only for kind: service", "write kind: service, or remove it");
        }
    }

    private void CheckProcess()
    {
        if (AreRead("command") && spec.Command is ["", ..])
        {
            Report("command[0]", "", "is empty, and no program has an empty name",
                "write the program first, or leave command out to run what the image names");
        }

        if (!AreRead("env", "secrets"))
        {
            return;
        }

        foreach ((int index, string secret) in spec.Secrets.Index().Where(secret => spec.Env.ContainsKey(secret.Item)))
        {
            Report($"secrets[{index}]", secret, "is set under env too", "keep one of the two");
        }
    }

    private void CheckSharedMemory()
    {
        JobResources resources = spec.Resources;
        if (AreRead("resources.shm", "resources.memory") && resources.Shm > resources.Memory)
        {
            string message = $"is more than the memory, {resources.Memory}, that it counts as";
            Report("resources.shm", resources.Shm.ToString(), message, "raise memory or lower shm");
        }
    }

    private void CheckDisk()
    {
        if (!AreRead("resources.disk") || spec.Resources.Disk.Bytes > 0)
        {
            return;
        }

        (string Key, bool IsUsed)[] users =
            [("inputs", spec.Inputs.Count > 0), ("outputs", spec.Outputs.Count > 0), ("checkpoint", spec.Checkpoint is not null)];
        foreach ((string key, _) in users.Where(user => user.IsUsed && AreRead(user.Key)))
        {
            Report(key, null, "needs a disk, and resources.disk is 0", "raise resources.disk, or remove it");
        }
    }

    private void CheckInputs()
    {
        if (!AreRead("inputs"))
        {
            return;
        }

        foreach (ContainerPath input in spec.Inputs.Keys)
        {
            foreach (ContainerPath other in spec.Inputs.Keys.Where(input.IsBelow))
            {
                Report("inputs", input.Value, $"lies below {other}, which is a file", "give each input its own path");
            }
        }
    }

    private void CheckOutputs()
    {
        if (!AreRead("inputs", "outputs"))
        {
            return;
        }

        foreach ((int index, ContainerPath output) in spec.Outputs.Index())
        {
            foreach (ContainerPath outer in spec.Outputs.Where(output.IsBelow))
            {
                Report($"outputs[{index}]", output.Value, $"lies below {outer}, which is collected whole", "keep the outer one");
            }

            foreach (ContainerPath input in spec.Inputs.Keys.Where(input => input == output || output.IsBelow(input)))
            {
                Report($"outputs[{index}]", output.Value, $"is the input {input} again", "write results to another path");
            }
        }
    }

    private void CheckCheckpoint()
    {
        if (!AreRead("checkpoint") || spec.Checkpoint is not { } checkpoint)
        {
            return;
        }

        if (AreRead("inputs") && spec.Inputs.Keys.Any(input => input == checkpoint.Path || checkpoint.Path.IsBelow(input)))
        {
            Report("checkpoint.path", checkpoint.Path.Value, "is an input", "keep checkpoints in a directory of their own");
        }

        if (checkpoint.Signal is not null && checkpoint.Grace >= checkpoint.Every)
        {
            string grace = DurationText.Format(checkpoint.Grace);
            string every = DurationText.Format(checkpoint.Every);
            bool isGraceWritten = NodeSearch.IsWritten(root, "checkpoint.grace");
            Report(isGraceWritten ? "checkpoint.grace" : "checkpoint.every", isGraceWritten ? grace : every,
                $"leaves no time between savings: grace is {grace}, every is {every}", "raise every or lower grace");
        }
    }

    private void CheckVerification()
    {
        if (AreRead("checkpoint", "verification") && spec.Verification.Class == VerificationClass.Training && spec.Checkpoint is null)
        {
            Report("verification.class", "training", "repeats segments between checkpoints, and the job keeps none",
                "add checkpoint: { path: /checkpoints }, or choose another class");
        }
    }

    private bool AreRead(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (errors.Touches(key))
            {
                return false;
            }
        }

        return true;
    }

    private void Report(string key, string? value, string message, string remedy) =>
        errors.Add(NodeSearch.At(root, key), key, value, message, remedy);
}
