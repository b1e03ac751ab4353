using System.Globalization;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Reads <c>preprocessor_config.json</c> key by key, gathering all problems; what it cannot follow it refuses.</summary>
internal sealed class PreprocessingParser
{
    private const string SizeRemedy = "Write {\"height\": 224, \"width\": 224} or {\"shortest_edge\": 256}";
    private const int LargestSide = 1 << 16;

    /// <summary>Keys read below, and keys that leave the pixels alone.</summary>
    private static readonly HashSet<string> Understood = new(StringComparer.Ordinal)
    {
        "do_resize", "size", "resample", "crop_pct", "do_center_crop", "crop_size", "do_rescale", "rescale_factor", "do_normalize",
        "image_mean", "image_std", "do_flip_channel_order", "image_processor_type", "feature_extractor_type", "processor_class",
        "do_convert_rgb", "data_format", "input_data_format", "return_tensors", "device", "model_input_names", "auto_map", "do_reduce_labels",
        "reduce_labels", "default_to_square", "disable_grouping",
    };

    private readonly ProblemList problems = new();
    private readonly JsonElement root;
    private readonly string origin;

    private PreprocessingParser(JsonElement root, string origin)
    {
        this.root = root;
        this.origin = origin;
    }

    public static Preprocessing Parse(string json, string origin)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InputException(origin, "is not a JSON object", "Give the model's preprocessor_config.json");
            }

            return new PreprocessingParser(document.RootElement, origin).Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InputException(origin, $"is not valid JSON ({exception.Message.TrimEnd('.')})", "Give the model's preprocessor_config.json");
        }
    }

    private Preprocessing Read()
    {
        RefuseWhatIsNotUnderstood();
        Preprocessing result = new() { Origin = origin };
        string? type = Text("image_processor_type") ?? Text("feature_extractor_type");
        if (type is not null && ProcessorFamily.IsPeculiar(type))
        {
            Add("image_processor_type", $"{type} resizes by a rule of its own, which is not supported", "Describe the resize by size and crop_size of a ViTImageProcessor");
        }

        result = ReadCrop(ReadResize(result, type), type);
        result = ReadNormalisation(ReadRescale(result));
        result = result with { ChannelOrder = Flag("do_flip_channel_order") ?? false ? ChannelOrder.Bgr : ChannelOrder.Rgb };
        if (type?.StartsWith("MobileViT", StringComparison.Ordinal) == true && !Has("do_flip_channel_order"))
        {
            Add("do_flip_channel_order", $"is missing, and {type} flips by default", "Write it out: true for BGR, false for RGB");
        }

        problems.ThrowIfAny();
        return result;
    }

    private void RefuseWhatIsNotUnderstood()
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            bool idle = property.Value.ValueKind is JsonValueKind.Null or JsonValueKind.False;
            bool padding = property.Name == "pad_size" && TryGet("do_pad", out JsonElement pad) && pad.ValueKind is JsonValueKind.False;
            if (!idle && !padding && !property.Name.StartsWith('_') && !Understood.Contains(property.Name))
            {
                Add(property.Name, "is not supported, and may change the pixels",
                    "Take the key out if the model does not depend on it, or prepare the images beforehand");
            }
        }
    }

    private Preprocessing ReadResize(Preprocessing result, string? type)
    {
        if (!Has("do_resize") && !TryGet("size", out _))
        {
            Add("do_resize", "is missing, and so is size", "Write do_resize false, or give size and resample");
            return result;
        }

        bool resize = Has("do_resize") ? Flag("do_resize") ?? false : true;
        if (!resize)
        {
            return result;
        }

        result = result with { Resample = ReadFilter() };
        if (!TryGet("size", out JsonElement size))
        {
            Add("size", "is missing, and do_resize is true", SizeRemedy);
            return result;
        }

        if (size.ValueKind == JsonValueKind.Number)
        {
            result = ReadIntegerSize(result, size, type);
        }
        else if (size.ValueKind == JsonValueKind.Object && size.TryGetProperty("shortest_edge", out JsonElement edge))
        {
            result = ReadShortestEdge(result, size, edge);
        }
        else
        {
            result = result with { Size = ReadSize("size", size) };
        }

        return ProcessorFamily.IsConvNext(type) ? ReadConvNext(result) : RefuseCropPercentage(result);
    }

    private Preprocessing ReadIntegerSize(Preprocessing result, JsonElement size, string? type)
    {
        int? side = Side("size", size);
        ProcessorFamily? family = ProcessorFamily.Of(type);
        if (family is null && (TryGet("crop_size", out _) || Flag("do_center_crop") == true))
        {
            Add("size", "is a bare number: a square for some image processors, the shorter side for others", SizeRemedy);
        }

        return family?.IntegerIsShortestEdge ?? false
            ? result with { ShortestEdge = side }
            : result with { Size = side is { } s ? new ImageSize(s, s) : null };
    }

    private Preprocessing ReadShortestEdge(Preprocessing result, JsonElement size, JsonElement edge)
    {
        int? shortest = Side("size.shortest_edge", edge);
        int? longest = size.TryGetProperty("longest_edge", out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? Side("size.longest_edge", value)
            : null;
        if (longest <= shortest)
        {
            Add("size.longest_edge", "is not larger than shortest_edge", "Take longest_edge out, or make it larger");
        }

        RefuseOthers("size", size, "shortest_edge", "longest_edge");
        return result with { ShortestEdge = shortest, LongestEdge = longest };
    }

    // ConvNextImageProcessor.resize: below 384 the shorter side goes to size / crop_pct and a square of size is cut out.
    private Preprocessing ReadConvNext(Preprocessing result)
    {
        double share = TryGet("crop_pct", out JsonElement value) ? Real("crop_pct", value) ?? 1 : 224.0 / 256.0;
        if (share is not (> 0 and <= 1))
        {
            Add("crop_pct", "is not a share above 0 and up to 1", "Write the share of the resized image that is kept, such as 0.875");
        }
        else if (result.ShortestEdge is not { } edge)
        {
            Add("size", "is not a shortest_edge, which a ConvNext image processor needs", "Write {\"shortest_edge\": 224}");
        }
        else
        {
            ImageSize square = new(edge, edge);
            return edge < 384
                ? result with { ShortestEdge = (int)(edge / share), Crop = square }
                : result with { ShortestEdge = null, Size = square };
        }

        return result;
    }

    private Preprocessing RefuseCropPercentage(Preprocessing result)
    {
        if (TryGet("crop_pct", out _))
        {
            Add("crop_pct", "is supported for ConvNext image processors only", "Give size and crop_size in pixels");
        }

        return result;
    }

    private Preprocessing ReadCrop(Preprocessing result, string? type)
    {
        bool given = TryGet("crop_size", out JsonElement size);
        if (!Has("do_center_crop") && !given && ProcessorFamily.Of(type) is { CropsByDefault: true })
        {
            Add("do_center_crop", $"is missing, and {type} crops by default", "Write false, or true with crop_size");
        }

        bool crop = Has("do_center_crop") ? Flag("do_center_crop") ?? false : given;
        if (!crop)
        {
            return result;
        }

        if (result.Crop is not null)
        {
            Add("do_center_crop", "is true, and a ConvNext image processor crops already", "Take one of crop_pct and do_center_crop out");
            return result;
        }

        if (!given)
        {
            Add("crop_size", "is missing, and do_center_crop is true", "Write {\"height\": 224, \"width\": 224}");
            return result;
        }

        if (size.ValueKind == JsonValueKind.Number)
        {
            return result with { Crop = Side("crop_size", size) is { } side ? new ImageSize(side, side) : null };
        }

        return result with { Crop = ReadSize("crop_size", size) };
    }

    private Preprocessing ReadRescale(Preprocessing result)
    {
        bool rescale = Has("do_rescale") ? Flag("do_rescale") ?? false : true;
        if (!rescale)
        {
            return result;
        }

        double? factor = TryGet("rescale_factor", out JsonElement value) ? Real("rescale_factor", value) : 1.0 / 255;
        if (factor == 0)
        {
            Add("rescale_factor", "is 0", "Write 0.00392156862745098 for 1/255");
        }

        return result with { RescaleFactor = factor };
    }

    private Preprocessing ReadNormalisation(Preprocessing result)
    {
        bool hasMean = TryGet("image_mean", out JsonElement mean);
        bool hasStd = TryGet("image_std", out JsonElement std);
        if (!Has("do_normalize") && !hasMean && !hasStd)
        {
            Add("do_normalize", "is missing, and so are image_mean and image_std", "Write do_normalize false, or give image_mean and image_std");
            return result;
        }

        bool normalize = Has("do_normalize") ? Flag("do_normalize") ?? false : true;
        if (!normalize)
        {
            return result;
        }

        if (!hasMean)
        {
            Add("image_mean", "is missing, and do_normalize is true", "Write one number a channel, such as [0.485, 0.456, 0.406]");
        }

        if (!hasStd)
        {
            Add("image_std", "is missing, and do_normalize is true", "Write one number a channel, such as [0.229, 0.224, 0.225]");
        }

        IReadOnlyList<double>? stds = hasStd ? Reals("image_std", std) : null;
        if (stds?.Any(value => (float)value <= 0) == true)
        {
            Add("image_std", "has a value that is not above 0", "Write the channels' standard deviations");
        }

        return result with { Mean = hasMean ? Reals("image_mean", mean) : null, Std = stds };
    }

    private ResamplingFilter ReadFilter()
    {
        const string remedy = "Write 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box or 5 hamming, as the number or the name";
        if (!TryGet("resample", out JsonElement value))
        {
            Add("resample", "is missing, and image processors differ in their default", remedy);
            return default;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int code) && Enum.IsDefined((ResamplingFilter)code))
        {
            return (ResamplingFilter)code;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            string name = value.GetString()!;
            foreach (ResamplingFilter filter in Enum.GetValues<ResamplingFilter>())
            {
                if (string.Equals(name, filter.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    return filter;
                }
            }
        }

        Add("resample", $"is {value.GetRawText()}, which is no filter", remedy);
        return default;
    }

    private ImageSize? ReadSize(string key, JsonElement size)
    {
        if (size.ValueKind == JsonValueKind.Array && size.GetArrayLength() == 2)
        {
            int? first = Side(key + "[0]", size[0]);
            int? second = Side(key + "[1]", size[1]);
            return first is { } h && second is { } w ? new ImageSize(h, w) : null;
        }

        if (size.ValueKind != JsonValueKind.Object
            || !size.TryGetProperty("height", out JsonElement height) || !size.TryGetProperty("width", out JsonElement width))
        {
            Add(key, $"is {size.GetRawText()}, which is no size ShiftEval knows", key == "size" ? SizeRemedy : "Write {\"height\": 224, \"width\": 224}");
            return null;
        }

        RefuseOthers(key, size, "height", "width");
        int? rows = Side(key + ".height", height);
        int? columns = Side(key + ".width", width);
        return rows is { } r && columns is { } c ? new ImageSize(r, c) : null;
    }

    private void RefuseOthers(string key, JsonElement size, string first, string second)
    {
        foreach (JsonProperty property in size.EnumerateObject())
        {
            if (property.Name != first && property.Name != second && property.Value.ValueKind != JsonValueKind.Null)
            {
                Add($"{key}.{property.Name}", $"is not supported beside {first}", SizeRemedy);
            }
        }
    }

    private int? Side(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int side) && side is >= 1 and <= LargestSide)
        {
            return side;
        }

        Add(key, $"is {value.GetRawText()}, not a number of pixels from 1 to {LargestSide.ToString(CultureInfo.InvariantCulture)}", "Write a whole number of pixels");
        return null;
    }

    private IReadOnlyList<double>? Reals(string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Real(key, value) is { } single ? [single] : null;
        }

        double[] values = [.. value.EnumerateArray().Select((item, i) => Real($"{key}[{i.ToString(CultureInfo.InvariantCulture)}]", item) ?? 1)];
        if (values.Length is not (1 or 3))
        {
            Add(key, $"has {values.Length.ToString(CultureInfo.InvariantCulture)} values", "Write one value for a gray model, three for a colour model");
        }

        return values;
    }

    private double? Real(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double real) && float.IsFinite((float)real))
        {
            return real;
        }

        Add(key, $"is {value.GetRawText()}, not a number", "Write a number");
        return null;
    }

    private bool Has(string key) => root.TryGetProperty(key, out _);

    private bool TryGet(string key, out JsonElement value) => root.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Null when the key is missing, null, or neither true nor false, which is a problem.</summary>
    private bool? Flag(string key)
    {
        if (!TryGet(key, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(key, $"is {value.GetRawText()}, not true or false", "Write true or false");
        return null;
    }

    private string? Text(string key) => TryGet(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Add(string key, string what, string remedy) => problems.Add($"{origin}, $.{key}", what, remedy);
}
