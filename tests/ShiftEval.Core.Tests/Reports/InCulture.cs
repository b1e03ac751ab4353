using System.Globalization;

namespace ShiftEval.Tests.Reports;

/// <summary>Runs something as on a machine of another country.</summary>
internal static class InCulture
{
    public static T Run<T>(string culture, Func<T> action)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return action();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
