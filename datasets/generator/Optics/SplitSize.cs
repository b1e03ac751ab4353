namespace ShiftEval.SmearGenerator.Optics;

/// <summary>How many slides a lab gives to a split, and how many cells were photographed on each.</summary>
internal readonly record struct SplitSize(string Split, int Slides, int CellsPerSlide)
{
    public int Cells => Slides * CellsPerSlide;
}
