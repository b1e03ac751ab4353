namespace ShiftEval.Statistics.Store;

/// <summary>What a header says of one tensor.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Type">F64 or U64.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Start, long End);
