namespace ShiftEval.SmearGenerator.Biology;

/// <summary>What the cell's nucleus looks like; the names in lower case are the labels of the manifest.</summary>
internal enum CellClass
{
    /// <summary>Two lobes and a granular cytoplasm, as in eosinophils.</summary>
    Bilobed,

    /// <summary>One bent nucleus without constrictions, as in monocytes.</summary>
    Kidney,

    /// <summary>Three or four lobes, as in neutrophils.</summary>
    Lobed,

    /// <summary>One compact nucleus, as in lymphocytes.</summary>
    Round,
}
