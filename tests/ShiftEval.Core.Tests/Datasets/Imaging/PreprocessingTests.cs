using System.Globalization;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Datasets.Imaging;

public sealed class PreprocessingTests : IDisposable
{
    private const string ImageNet = "\"image_mean\": [0.485, 0.456, 0.406], \"image_std\": [0.229, 0.224, 0.225]";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Parse_ViT_ReadsEveryField()
    {
        Preprocessing read = Preprocessing.Parse($$"""
            { "image_processor_type": "ViTImageProcessor", "_valid_processor_keys": ["a"], "do_convert_rgb": null,
              "do_resize": true, "size": { "height": 64, "width": 48 }, "resample": 3,
              "do_rescale": true, "rescale_factor": 0.5, "do_normalize": true, {{ImageNet}} }
            """, "here");

        Assert.Equal("here", read.Origin);
        Assert.Equal(new ImageSize(64, 48), read.Size);
        Assert.Equal(ResamplingFilter.Bicubic, read.Resample);
        Assert.Null(read.Crop);
        Assert.Equal(0.5, read.RescaleFactor);
        Assert.Equal([0.485, 0.456, 0.406], read.Mean);
        Assert.Equal([0.229, 0.224, 0.225], read.Std);
        Assert.Equal(ChannelOrder.Rgb, read.ChannelOrder);
    }

    [Theory]
    [InlineData("""{"image_processor_type":"CLIPImageProcessor","size":224,"resample":3,"do_center_crop":true,"crop_size":200,"do_normalize":false}""",
        """{"do_resize":true,"size":{"shortest_edge":224},"resample":3,"do_center_crop":true,"crop_size":{"height":200,"width":200},"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":false,"do_flip_channel_order":false}""")]
    [InlineData("""{"feature_extractor_type":"DeiTFeatureExtractor","size":256,"resample":"Bilinear","do_center_crop":true,"crop_size":{"height":224,"width":200},"image_mean":0.5,"image_std":[0.25]}""",
        """{"do_resize":true,"size":{"height":256,"width":256},"resample":2,"do_center_crop":true,"crop_size":{"height":224,"width":200},"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":true,"image_mean":[0.5],"image_std":[0.25],"do_flip_channel_order":false}""")]
    [InlineData("""{"image_processor_type":"ConvNextImageProcessor","size":{"shortest_edge":224},"resample":3,"crop_pct":0.875,"do_normalize":false,"do_rescale":false}""",
        """{"do_resize":true,"size":{"shortest_edge":256},"resample":3,"do_center_crop":true,"crop_size":{"height":224,"width":224},"do_rescale":false,"do_normalize":false,"do_flip_channel_order":false}""")]
    [InlineData("""{"feature_extractor_type":"ConvNextFeatureExtractor","size":384,"resample":0,"do_normalize":false,"do_rescale":false}""",
        """{"do_resize":true,"size":{"height":384,"width":384},"resample":0,"do_center_crop":false,"do_rescale":false,"do_normalize":false,"do_flip_channel_order":false}""")]
    [InlineData("""{"size":[32,64],"resample":"box","do_flip_channel_order":true,"do_normalize":false,"do_rescale":null}""",
        """{"do_resize":true,"size":{"height":32,"width":64},"resample":4,"do_center_crop":false,"do_rescale":false,"do_normalize":false,"do_flip_channel_order":true}""")]
    [InlineData("""{"do_resize":false,"size":7,"do_pad":false,"pad_size":{"height":9},"do_normalize":false,"do_center_crop":null,"crop_size":3}""",
        """{"do_resize":false,"do_center_crop":false,"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":false,"do_flip_channel_order":false}""")]
    [InlineData("""{"size":{"shortest_edge":30,"longest_edge":40},"resample":1,"do_normalize":false}""",
        """{"do_resize":true,"size":{"shortest_edge":30,"longest_edge":40},"resample":1,"do_center_crop":false,"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":false,"do_flip_channel_order":false}""")]
    public void Parse_EveryWayToSayIt_ComesToOneCanonicalText(string json, string canonical)
    {
        Assert.Equal(canonical, Preprocessing.Parse(json, "a").ToCanonicalJson());
        Assert.Equal(canonical, Preprocessing.Parse(canonical, "b").ToCanonicalJson());
    }

    [Theory]
    [InlineData("""{"size":{"longest_edge":9},"resample":2,"do_normalize":false}""", "a, $.size: is {\"longest_edge\":9}, which is no size ShiftEval knows. Write {\"height\": 224, \"width\": 224} or {\"shortest_edge\": 256}.")]
    [InlineData("""{"size":{"height":9,"width":0},"resample":2,"do_normalize":false}""", "a, $.size.width: is 0, not a number of pixels from 1 to 65536. Write a whole number of pixels.")]
    [InlineData("""{"size":{"height":9,"width":9,"depth":3},"resample":2,"do_normalize":false}""", "a, $.size.depth: is not supported beside height. Write {\"height\": 224, \"width\": 224} or {\"shortest_edge\": 256}.")]
    [InlineData("""{"size":{"shortest_edge":9,"longest_edge":9},"resample":2,"do_normalize":false}""", "a, $.size.longest_edge: is not larger than shortest_edge. Take longest_edge out, or make it larger.")]
    [InlineData("""{"size":256,"crop_size":224,"resample":2,"do_normalize":false}""", "a, $.size: is a bare number: a square for some image processors, the shorter side for others. Write {\"height\": 224, \"width\": 224} or {\"shortest_edge\": 256}.")]
    [InlineData("""{"do_resize":true,"resample":2,"do_normalize":false}""", "a, $.size: is missing, and do_resize is true. Write {\"height\": 224, \"width\": 224} or {\"shortest_edge\": 256}.")]
    [InlineData("""{"do_normalize":false}""", "a, $.do_resize: is missing, and so is size. Write do_resize false, or give size and resample.")]
    [InlineData("""{"size":9,"do_normalize":false}""", "a, $.resample: is missing, and image processors differ in their default. Write 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box or 5 hamming, as the number or the name.")]
    [InlineData("""{"size":9,"resample":6,"do_normalize":false}""", "a, $.resample: is 6, which is no filter. Write 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box or 5 hamming, as the number or the name.")]
    [InlineData("""{"do_resize":"yes","do_normalize":false}""", "a, $.do_resize: is \"yes\", not true or false. Write true or false.")]
    [InlineData("""{"do_resize":false,"do_pad":true,"do_normalize":false}""", "a, $.do_pad: is not supported, and may change the pixels. Take the key out if the model does not depend on it, or prepare the images beforehand.")]
    [InlineData("""{"do_resize":false,"rescale_offset":true,"do_normalize":false}""", "a, $.rescale_offset: is not supported, and may change the pixels. Take the key out if the model does not depend on it, or prepare the images beforehand.")]
    [InlineData("""{"size":9,"crop_pct":0.9,"resample":2,"do_normalize":false}""", "a, $.crop_pct: is supported for ConvNext image processors only. Give size and crop_size in pixels.")]
    [InlineData("""{"image_processor_type":"ConvNextImageProcessor","crop_pct":0,"size":9,"resample":2,"do_normalize":false}""", "a, $.crop_pct: is not a share above 0 and up to 1. Write the share of the resized image that is kept, such as 0.875.")]
    [InlineData("""{"image_processor_type":"LevitImageProcessor","do_resize":false,"do_normalize":false}""", "a, $.image_processor_type: LevitImageProcessor resizes by a rule of its own, which is not supported. Describe the resize by size and crop_size of a ViTImageProcessor.")]
    [InlineData("""{"image_processor_type":"CLIPImageProcessor","do_resize":false,"do_normalize":false}""", "a, $.do_center_crop: is missing, and CLIPImageProcessor crops by default. Write false, or true with crop_size.")]
    [InlineData("""{"image_processor_type":"MobileViTImageProcessor","do_center_crop":false,"do_resize":false,"do_normalize":false}""", "a, $.do_flip_channel_order: is missing, and MobileViTImageProcessor flips by default. Write it out: true for BGR, false for RGB.")]
    [InlineData("""{"do_resize":false,"do_center_crop":true,"do_normalize":false}""", "a, $.crop_size: is missing, and do_center_crop is true. Write {\"height\": 224, \"width\": 224}.")]
    [InlineData("""{"do_resize":false,"rescale_factor":0,"do_normalize":false}""", "a, $.rescale_factor: is 0. Write 0.00392156862745098 for 1/255.")]
    [InlineData("""{"do_resize":false}""", "a, $.do_normalize: is missing, and so are image_mean and image_std. Write do_normalize false, or give image_mean and image_std.")]
    [InlineData("""{"do_resize":false,"image_mean":0.5}""", "a, $.image_std: is missing, and do_normalize is true. Write one number a channel, such as [0.229, 0.224, 0.225].")]
    [InlineData("""{"do_resize":false,"image_mean":0.5,"image_std":[1,0,1]}""", "a, $.image_std: has a value that is not above 0. Write the channels' standard deviations.")]
    [InlineData("""{"do_resize":false,"image_mean":[1,2],"image_std":1}""", "a, $.image_mean: has 2 values. Write one value for a gray model, three for a colour model.")]
    [InlineData("""{"do_resize":false,"image_mean":["x",2,3],"image_std":1}""", "a, $.image_mean[0]: is \"x\", not a number. Write a number.")]
    [InlineData("""{"do_resize":false,"image_mean":1e99,"image_std":1}""", "a, $.image_mean: is 1e99, not a number. Write a number.")]
    [InlineData("[]", "a: is not a JSON object. Give the model's preprocessor_config.json.")]
    public void Parse_WhatCannotBeFollowed_IsRefusedByName(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<InputException>(() => Preprocessing.Parse(json, "a")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"do_resize":false,"do_resize":true}""")]
    [InlineData("""{"do_normalize":false,"size":9,"resample":"\ud800"}""")]
    public void Parse_BrokenJson_IsAnInputException(string json) =>
        Assert.StartsWith("a: is not valid JSON (", Assert.Throws<InputException>(() => Preprocessing.Parse(json, "a")).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_SeveralProblems_AreToldTogether()
    {
        InputException refusal = Assert.Throws<InputException>(() =>
            Preprocessing.Parse("""{"size":{"height":-1,"width":"w"},"resample":9,"do_pad":true,"image_mean":[1,2]}""", "a"));

        Assert.Equal(["a, $.do_pad", "a, $.resample", "a, $.size.height", "a, $.size.width", "a, $.image_std", "a, $.image_mean"],
            refusal.Problems.Select(problem => problem.Where));
    }

    [Fact]
    public void ToCanonicalJson_GermanCulture_WritesPoints()
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            string json = Preprocessing.Parse($$"""{"do_resize":false,{{ImageNet}}}""", "a").ToCanonicalJson();

            Assert.Contains("[0.485,0.456,0.406]", json, StringComparison.Ordinal);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Unit_IsPlainZeroToOneAtTheModelsSize()
    {
        Preprocessing unit = Preprocessing.Unit(32, 48);

        Assert.Equal("unit", unit.Origin);
        Assert.Equal("""{"do_resize":true,"size":{"height":32,"width":48},"resample":2,"do_center_crop":false,"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":false,"do_flip_channel_order":false}""",
            unit.ToCanonicalJson());
    }

    [Fact]
    public void Load_AFile_HasItsPathAsOrigin()
    {
        string path = Path.Combine(folder.FullName, "preprocessor_config.json");
        File.WriteAllText(path, """{"do_resize":false,"do_normalize":false}""");

        Assert.Equal(path, Preprocessing.Load(path).Origin);
    }

    [Fact]
    public void Load_NoSuchFile_NamesItAndTheOption()
    {
        string path = Path.Combine(folder.FullName, "none.json");

        Assert.Equal($"{path}: does not exist. Name the model's preprocessor_config.json with --preprocess, or say --preprocess unit.",
            Assert.Throws<InputException>(() => Preprocessing.Load(path)).Message);
    }
}
