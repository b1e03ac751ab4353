namespace ShiftEval.Datasets.Imaging;

/// <summary>What a Hugging Face image processor assumes where its configuration is silent.</summary>
/// <param name="IntegerIsShortestEdge">A bare integer <c>size</c> means the shorter side, not a square.</param>
/// <param name="CropsByDefault">A missing <c>do_center_crop</c> means true.</param>
internal sealed record ProcessorFamily(bool IntegerIsShortestEdge, bool CropsByDefault)
{
    private static readonly string[] Suffixes = ["ImageProcessorFast", "ImageProcessor", "FeatureExtractor"];

    private static readonly Dictionary<string, ProcessorFamily> Known = new(StringComparer.Ordinal)
    {
        ["Beit"] = new(false, true),
        ["Bit"] = new(true, true),
        ["ChineseCLIP"] = new(true, true),
        ["CLIP"] = new(true, true),
        ["ConvNext"] = new(true, false),
        ["DeiT"] = new(false, true),
        ["EfficientNet"] = new(false, false),
        ["MobileNetV1"] = new(true, true),
        ["MobileNetV2"] = new(true, true),
        ["MobileViT"] = new(true, true),
        ["Siglip"] = new(false, false),
        ["ViT"] = new(false, false),
    };

    /// <summary>Processors that do something to the pixels that no key of theirs says.</summary>
    private static readonly HashSet<string> Peculiar = new(StringComparer.Ordinal) { "Levit", "Perceiver", "PoolFormer" };

    /// <summary>The family of a processor's class name; null when it is not known.</summary>
    public static ProcessorFamily? Of(string? type) => type is null ? null : Known.GetValueOrDefault(Stem(type));

    /// <summary>Whether the class resizes or crops by a rule of its own.</summary>
    public static bool IsPeculiar(string type) => Peculiar.Contains(Stem(type));

    /// <summary>Whether the class follows ConvNext's rule: crop percentage below 384 pixels, plain square from there on.</summary>
    public static bool IsConvNext(string? type) => type is not null && Stem(type) == "ConvNext";

    private static string Stem(string type)
    {
        string? suffix = Suffixes.FirstOrDefault(s => type.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? type : type[..^suffix.Length];
    }
}
