using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs;

/// <summary>Rules that join several keys. Each is checked only when the keys it joins were read without error.</summary>
internal static class JobSpecRules
{
    /// <summary>Fills in what depends on other keys: a service without a timeout runs as long as one may.</summary>
    public static JobSpec Complete(JobSpec spec, SpecNode root) =>
        spec.Kind == JobKind.Service && !NodeSearch.IsWritten(root, "timeout") ? spec with { Timeout = JobDefaults.ServiceTimeout } : spec;

    public static void Check(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        CheckKind(spec, root, errors);
        CheckEnvironment(spec, root, errors);
        CheckResources(spec, root, errors);
        CheckPaths(spec, root, errors);
        CheckCheckpoint(spec, root, errors);
    }

    private static void CheckKind(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        if (errors.Touches("kind") || errors.Touches("service"))
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

        void Report(string key, string? value, string message, string remedy) => errors.Add(NodeSearch.At(root, key), key, value, message, remedy);
    }

    private static void CheckEnvironment(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        if (errors.Touches("env") || errors.Touches("secrets"))
        {
            return;
        }

        for (int i = 0; i < spec.Secrets.Count; i++)
        {
            if (spec.Env.ContainsKey(spec.Secrets[i]))
            {
                string key = $"secrets[{i}]";
                errors.Add(NodeSearch.At(root, key), key, spec.Secrets[i], "is set under env too", "keep one of the two");
            }
        }

        if (spec.Command is ["", ..] && !errors.Touches("command"))
        {
            errors.Add(NodeSearch.At(root, "command[0]"), "command[0]", "", "is empty, and no program has an empty name",
                "write the program first, or leave command out to run what the image names");
        }
    }

    private static void CheckResources(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        if (!errors.Touches("resources.shm") && !errors.Touches("resources.memory") && spec.Resources.Shm > spec.Resources.Memory)
        {
            string key = NodeSearch.IsWritten(root, "resources.shm") ? "resources.shm" : "resources.memory";
            errors.Add(NodeSearch.At(root, key), "resources.shm", spec.Resources.Shm.ToString(), $"is more than the memory, {spec.Resources.Memory}, that it counts as",
                "raise memory or lower shm");
        }

        if (errors.Touches("resources.disk") || spec.Resources.Disk.Bytes > 0)
        {
            return;
        }

        foreach (string key in (string[])["outputs", "inputs", "checkpoint"])
        {
            bool isUsed = key switch { "outputs" => spec.Outputs.Count > 0, "inputs" => spec.Inputs.Count > 0, _ => spec.Checkpoint is not null };
            if (isUsed && !errors.Touches(key))
            {
                errors.Add(NodeSearch.At(root, key), key, null, "needs a disk, and resources.disk is 0", "raise resources.disk, or remove it");
            }
        }
    }

    private static void CheckPaths(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        if (errors.Touches("inputs") || errors.Touches("outputs"))
        {
            return;
        }

        foreach (ContainerPath input in spec.Inputs.Keys)
        {
            foreach (ContainerPath other in spec.Inputs.Keys.Where(input.IsBelow))
            {
                Position at = NodeSearch.At(root, "inputs");
                errors.Add(at, "inputs", input.Value, $"lies below {other}, which is a file", "give each input its own path");
            }
        }

        for (int i = 0; i < spec.Outputs.Count; i++)
        {
            ContainerPath output = spec.Outputs[i];
            string key = $"outputs[{i}]";
            foreach (ContainerPath outer in spec.Outputs.Where(output.IsBelow))
            {
                errors.Add(NodeSearch.At(root, key), key, output.Value, $"lies below {outer}, which is collected whole", "keep the outer one");
            }

            foreach (ContainerPath input in spec.Inputs.Keys.Where(input => input == output || output.IsBelow(input)))
            {
                errors.Add(NodeSearch.At(root, key), key, output.Value, $"is the input {input} again", "write results to another path");
            }
        }
    }

    private static void CheckCheckpoint(JobSpec spec, SpecNode root, ErrorLog errors)
    {
        if (errors.Touches("checkpoint") || errors.Touches("verification"))
        {
            return;
        }

        if (spec.Verification.Class == VerificationClass.Training && spec.Checkpoint is null)
        {
            errors.Add(NodeSearch.At(root, "verification.class"), "verification.class", "training", "repeats segments between checkpoints, and the job keeps none",
                "add checkpoint: { path: /checkpoints }, or choose another class");
        }

        if (spec.Checkpoint is not { } checkpoint)
        {
            return;
        }

        if (spec.Inputs.Keys.Any(input => input == checkpoint.Path || checkpoint.Path.IsBelow(input)) && !errors.Touches("inputs"))
        {
            errors.Add(NodeSearch.At(root, "checkpoint.path"), "checkpoint.path", checkpoint.Path.Value, "is an input", "keep checkpoints in a directory of their own");
        }

        if (checkpoint.Signal is not null && checkpoint.Grace >= checkpoint.Every)
        {
            string key = NodeSearch.IsWritten(root, "checkpoint.grace") ? "checkpoint.grace" : "checkpoint.every";
            errors.Add(NodeSearch.At(root, key), key, DurationText.Format(key.EndsWith("grace", StringComparison.Ordinal) ? checkpoint.Grace : checkpoint.Every),
                $"leaves no time between savings: grace is {DurationText.Format(checkpoint.Grace)}, every is {DurationText.Format(checkpoint.Every)}", "raise every or lower grace");
        }
    }
}
