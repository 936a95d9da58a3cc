using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Tells whose doing a refusal is: the pause program, which runs on any machine that is well, started under the very contract that the
/// job's container was refused with, its limits, devices and network included. What then still fails is the job's image or its command.
/// </summary>
internal sealed class ControlContainer(EngineClient engine, Address node)
{
    /// <returns>True when it ran; false when this machine cannot run even that.</returns>
    public async Task<bool> RunsAsync(JsonNode contract, CancellationToken token)
    {
        string name = SandboxNames.NewControl();
        try
        {
            JsonObject request = new()
            {
                ["Image"] = await PauseImage.EnsureAsync(engine, token),
                ["Labels"] = new JsonObject { [ContainerLabels.Node] = node.ToString(), [ContainerLabels.Sandbox] = "1" },
                ["HostConfig"] = contract.DeepClone(),
            };
            using EngineReply created = await engine.Containers.CreateAsync(name, request, token);
            if (!created.Succeeded)
            {
                return false;
            }

            using EngineReply started = await engine.Containers.StartAsync(name, token);
            return started.Succeeded;
        }
        catch (EngineException)
        {
            return false;
        }
        finally
        {
            await engine.RemoveContainerAsync(name, CancellationToken.None);
        }
    }
}
