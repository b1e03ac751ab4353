using System.Globalization;
using ShiftEval.SmearGenerator;

bool equalClasses = args.Contains("--equal-classes");
string[] rest = [.. args.Where(arg => arg != "--equal-classes")];
if (rest.Length is not (1 or 3) || (rest.Length == 3 && rest[1] != "--seed")
    || !ulong.TryParse(rest.Length == 3 ? rest[2] : "0", NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
{
    Console.Error.WriteLine("usage: SmearGenerator FOLDER [--seed N] [--equal-classes]");
    return 2;
}

SmearDataset dataset = new(seed, equalClasses);
dataset.Write(rest[0]);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{dataset.Cells.Count} synthetic cells of {Labs.All.Count} labs written to {rest[0]}"));
return 0;
