namespace DePin.NodeAgent.Scheduling;

/// <summary>Who answers is not, or does not behave as, the scheduler this node works for. Nothing it says is acted upon.</summary>
public sealed class SchedulerDistrustedException(string message) : Exception(message);
