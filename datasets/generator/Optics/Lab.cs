namespace ShiftEval.SmearGenerator.Optics;

/// <summary>A laboratory: how it stains, lights, focuses and stores. Means over its slides; <see cref="Slide"/> varies them.</summary>
internal sealed record Lab
{
    public required string Name { get; init; }

    /// <summary>Optical density of one unit of the azure dye, which nuclei take up.</summary>
    public Rgb Azure { get; init; } = new(0.62, 0.74, 0.28);

    /// <summary>Optical density of one unit of the eosin dye, which red cells and cytoplasm take up.</summary>
    public Rgb Eosin { get; init; } = new(0.10, 0.62, 0.38);

    /// <summary>Factor on both dyes' amounts: time in the stain.</summary>
    public double StainStrength { get; init; } = 1;

    /// <summary>The lamp's light after the camera's white balance; 1 is white.</summary>
    public Rgb Illuminant { get; init; } = new(0.93, 0.93, 0.93);

    /// <summary>Light lost in the corners.</summary>
    public double Vignetting { get; init; } = 0.08;

    /// <summary>Standard deviation of the blur, in micrometres.</summary>
    public double Defocus { get; init; } = 0.22;

    /// <summary>Micrometres per pixel.</summary>
    public double PixelPitch { get; init; } = 0.28;

    /// <summary>Standard deviation of the sensor's noise at full light, of which the square grows with the light.</summary>
    public double Noise { get; init; } = 0.012;

    /// <summary>Exponent from light to stored value: 1/2.2 is the usual one; a larger one hardens the contrast.</summary>
    public double ToneExponent { get; init; } = 1 / 2.2;

    /// <summary>Red cells per 100 µm².</summary>
    public double Crowding { get; init; } = 1.1;

    public int JpegQuality { get; init; } = 85;

    /// <summary>Shares of the classes in the order of <see cref="Biology.CellClass"/>; they sum to 1.</summary>
    public IReadOnlyList<double> ClassMix { get; init; } = [0.25, 0.25, 0.25, 0.25];

    /// <summary>Slides and cells per slide in each split.</summary>
    public required IReadOnlyList<SplitSize> Splits { get; init; }
}
