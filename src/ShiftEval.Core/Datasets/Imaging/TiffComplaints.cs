using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>LibTiff has one error handler for the process, by default the console. This one gives each source its own complaints.</summary>
/// <remarks>Files opened by other users of LibTiff in the process stay with the handler there was before.</remarks>
internal sealed class TiffComplaints : TiffErrorHandler
{
    private static readonly Lazy<TiffComplaints> Once = new(Install);

    private TiffErrorHandler? previous;

    public static void EnsureInstalled() => _ = Once.Value;

    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
    {
        if (tif?.Clientdata() is not TiffSource)
        {
            previous?.ErrorHandler(tif, method, format, args);
        }
    }

    public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is TiffSource source)
        {
            source.Complain(string.Format(CultureInfo.InvariantCulture, format, args));
        }
        else
        {
            previous?.ErrorHandlerExt(tif, clientData, method, format, args);
        }
    }

    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
        if (tif?.Clientdata() is not TiffSource)
        {
            previous?.WarningHandler(tif, method, format, args);
        }
    }

    public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is not TiffSource)
        {
            previous?.WarningHandlerExt(tif, clientData, method, format, args);
        }
    }

    private static TiffComplaints Install()
    {
        TiffComplaints handler = new();
        handler.previous = Tiff.SetErrorHandler(handler);
        return handler;
    }
}
