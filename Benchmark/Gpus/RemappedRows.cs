namespace DePin.Benchmark.Gpus;

/// <summary>Rows of the GPU's memory that spare ones stand in for.</summary>
/// <param name="Corrected">After errors that were corrected.</param>
/// <param name="Uncorrected">After errors that were not.</param>
/// <param name="Pending">More are replaced when the GPU is reset.</param>
/// <param name="Failed">One could not be replaced: the spare rows are used up.</param>
public sealed record RemappedRows(int Corrected, int Uncorrected, bool Pending, bool Failed);
