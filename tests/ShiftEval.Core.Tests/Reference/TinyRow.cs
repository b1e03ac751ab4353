namespace ShiftEval.Tests.Reference;

/// <summary>One row of the tiny manifest; index 0 is the first row.</summary>
internal sealed record TinyRow(int Index, string Path, string Label, string Lab, string Slide, string Split);
