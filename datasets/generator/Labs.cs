using ShiftEval.SmearGenerator.Optics;

namespace ShiftEval.SmearGenerator;

/// <summary>The six laboratories, all invented: three to train on, three new.</summary>
internal static class Labs
{
    private static readonly SplitSize[] Seen = [new("train", 50, 8), new("test", 36, 5)];
    private static readonly SplitSize[] New = [new("adapt", 40, 5), new("test", 36, 5)];

    public static IReadOnlyList<Lab> All { get; } =
    [
        new Lab { Name = "arden", Splits = Seen },
        new Lab
        {
            Name = "birk",
            Splits = Seen,
            StainStrength = 1.15,
            Azure = new Rgb(0.70, 0.70, 0.24),
            Illuminant = new Rgb(0.95, 0.90, 0.80),
            PixelPitch = 0.26,
            Defocus = 0.28,
            JpegQuality = 88,
        },
        new Lab
        {
            Name = "corvo",
            Splits = Seen,
            StainStrength = 0.82,
            Eosin = new Rgb(0.06, 0.66, 0.44),
            Illuminant = new Rgb(0.86, 0.90, 0.97),
            PixelPitch = 0.30,
            Vignetting = 0.14,
            Noise = 0.016,
            JpegQuality = 82,
        },
        new Lab
        {
            Name = "delmar",
            Splits = New,
            StainStrength = 1.7,
            Azure = new Rgb(0.80, 0.58, 0.16),
            Eosin = new Rgb(0.26, 0.52, 0.20),
            Illuminant = new Rgb(0.56, 0.38, 0.22),
            Vignetting = 0.2,
            Defocus = 0.3,
            Noise = 0.02,
            JpegQuality = 80,
        },
        new Lab
        {
            Name = "elgin",
            Splits = [new("adapt", 40, 5), new("test", 80, 5)],
            ClassMix = [0.07, 0.07, 0.79, 0.07],
            StainStrength = 1.25,
            Azure = new Rgb(0.70, 0.68, 0.22),
            Illuminant = new Rgb(0.84, 0.74, 0.62),
            Vignetting = 0.25,
            Crowding = 1.6,
            JpegQuality = 84,
        },
        new Lab
        {
            Name = "fenn",
            Splits = New,
            StainStrength = 1.05,
            Illuminant = new Rgb(0.90, 0.92, 0.88),
            PixelPitch = 0.29,
            Defocus = 0.25,
            Noise = 0.014,
            JpegQuality = 86,
        },
    ];
}
