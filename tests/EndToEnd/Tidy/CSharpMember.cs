namespace DePin.EndToEnd.Tidy;

/// <summary>A body found in source: a type, or a member with parameters (method, constructor, operator, indexer).</summary>
/// <param name="Header">The code before the body, from the end of what stands before it.</param>
/// <param name="HeaderStart">Index of the header's first character that is not blank.</param>
/// <param name="BodyStart">Index of the brace or arrow.</param>
/// <param name="End">Index of the last character of the body.</param>
/// <param name="Depth">How many bodies are around it; 0 is the file (or its file-scoped namespace).</param>
internal sealed record CSharpMember(string Header, int HeaderStart, int BodyStart, int End, int Depth);
