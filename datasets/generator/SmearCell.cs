using ShiftEval.SmearGenerator.Biology;

namespace ShiftEval.SmearGenerator;

/// <summary>One row of the manifest: which cell on which slide of which lab, numbered from 1.</summary>
internal sealed record SmearCell(int LabIndex, string Lab, string Split, int Slide, int Number, CellClass Label)
{
    public string SlideName => $"{Lab}-{Slide:D3}";

    public string Path => $"{Lab}/{SlideName}-{Number}.jpg";
}
