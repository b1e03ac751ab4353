namespace ShiftEval.Datasets.Imaging;

/// <summary>Pillow's resampling filters; the values are Pillow's codes, as in <c>preprocessor_config.json</c>.</summary>
public enum ResamplingFilter
{
    /// <summary>The nearest source pixel; no averaging, also when shrinking.</summary>
    Nearest = 0,

    /// <summary>Sinc windowed by sinc, three lobes.</summary>
    Lanczos = 1,

    /// <summary>Triangle.</summary>
    Bilinear = 2,

    /// <summary>Cubic convolution with a = −0.5.</summary>
    Bicubic = 3,

    /// <summary>The mean of the pixels covered.</summary>
    Box = 4,

    /// <summary>Sinc windowed by Hamming, one lobe.</summary>
    Hamming = 5,
}
