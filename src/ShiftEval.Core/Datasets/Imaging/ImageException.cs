namespace ShiftEval.Datasets.Imaging;

/// <summary>One image cannot be used. The work on the others can go on, so this is not an <see cref="Diagnostics.InputException"/>.</summary>
public sealed class ImageException : Exception
{
    /// <summary>One thing that is wrong with one image.</summary>
    /// <param name="message">A clause that follows the image's name, such as <c>is empty</c>.</param>
    /// <param name="cause">What the decoder threw, if it did.</param>
    public ImageException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
