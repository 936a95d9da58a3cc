namespace DePin.Protocol.Jobs.Documents;

/// <summary>A place in a document, both from 1; the column counts UTF-16 code units.</summary>
internal readonly record struct Position(int Line, int Column);
